import { once } from "node:events";
import { afterEach } from "node:test";
import rhea, { type Connection, type Receiver, type Sender } from "rhea";
import {
  AmqpConnection,
  type AmqpHost,
  type ConnectionOptions,
} from "../../../src/amqp/client/connection.js";
import type { LiveConnection } from "../../../src/amqp/client/live-connection.js";
import {
  AmqpReceiver,
  type IncomingDelivery,
  type ReceiverOptions,
} from "../../../src/amqp/client/receiver.js";
import { AmqpSender, type Outgoing, type SenderOptions } from "../../../src/amqp/client/sender.js";
import type { AmqpError } from "../../../src/amqp/codec/amqp-error.js";
import { encodeMessage } from "../../../src/amqp/codec/message-writer.js";
import { silentLogger } from "../../../src/log/logger.js";
import { Router, type RouterOptions } from "../../../src/router/index.js";

/** ms that a busy machine may take, and no test waits for in vain. */
export const LONG = 60_000;

/** What a test has started, stopped in reverse order when it is done. */
export class Started {
  readonly #stops: (() => unknown)[] = [];

  add(stop: () => unknown): void {
    this.#stops.push(stop);
  }

  readonly stop = async (): Promise<void> => {
    for (let stop = this.#stops.pop(); stop !== undefined; stop = this.#stops.pop()) await stop();
  };
}

/** What each test of the file or the surrounding suite has started, stopped when that test is done. */
export function useStarted(): Started {
  const started = new Started();
  afterEach(started.stop);
  return started;
}

export async function startRouter(started: Started, options: RouterOptions = {}): Promise<Router> {
  const router = new Router({ port: 0, ...options });
  await router.start();
  started.add(() => router.stop({ graceful: false }));
  return router;
}

/** Collects values, and hands each to one waiter. */
export class Queue<T> {
  readonly #values: T[] = [];
  readonly #waiting: ((value: T) => void)[] = [];

  get size(): number {
    return this.#values.length;
  }

  /** Forgets what waits. */
  clear(): void {
    this.#values.length = 0;
  }

  push(value: T): void {
    const waiter = this.#waiting.shift();
    if (waiter === undefined) this.#values.push(value);
    else waiter(value);
  }

  next(): Promise<T> {
    const value = this.#values.shift();
    if (value !== undefined) return Promise.resolve(value);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** A supervised connection, with what its observer hears. */
export interface Client {
  readonly connection: AmqpConnection;
  readonly opened: Queue<LiveConnection>;
  readonly lost: Queue<AmqpError>;
}

export function connectionOptions(
  host: AmqpHost,
  options: Partial<ConnectionOptions> = {},
): ConnectionOptions {
  return {
    hosts: [host],
    open: { containerId: `test-${Math.random()}` },
    idleTimeout: 0,
    backoff: { initial: 20, multiplier: 2, max: 200 },
    // So that a busy machine is not taken for a peer that is silent.
    connectTimeout: LONG,
    openTimeout: LONG,
    log: silentLogger,
    ...options,
  };
}

export function makeClient(started: Started, port: number, options: Partial<ConnectionOptions> = {}): Client {
  const opened = new Queue<LiveConnection>();
  const lost = new Queue<AmqpError>();
  const connection = new AmqpConnection(connectionOptions({ host: "127.0.0.1", port }, options), {
    started: () => {},
    opened: (live) => opened.push(live),
    lost: (error) => lost.push(error),
  });
  started.add(() => connection.close());
  return { connection, opened, lost };
}

/** A connection that is open; attempts that a busy machine had no time for are none that it has lost. */
export async function connectClient(
  started: Started,
  port: number,
  options: Partial<ConnectionOptions> = {},
): Promise<Client & { live: LiveConnection }> {
  const client = makeClient(started, port, options);
  client.connection.start();
  const live = await client.opened.next();
  client.lost.clear();
  return { ...client, live };
}

let links = 0;

export function makeSender(started: Started, options: Partial<SenderOptions> = {}): AmqpSender {
  const sender = new AmqpSender({
    name: () => `sender-${++links}`,
    queueLimit: 1_000,
    reattachDelay: 20,
    log: silentLogger,
    ...options,
  });
  started.add(() => sender.close());
  return sender;
}

export interface Listening {
  readonly receiver: AmqpReceiver;
  readonly deliveries: Queue<IncomingDelivery>;
  readonly detached: Queue<AmqpError>;
}

export function makeReceiver(started: Started, options: Partial<ReceiverOptions> = {}): Listening {
  const deliveries = new Queue<IncomingDelivery>();
  const detached = new Queue<AmqpError>();
  const receiver = new AmqpReceiver({
    name: `receiver-${++links}`,
    credit: 10,
    reattachDelay: 20,
    log: silentLogger,
    onDelivery: (delivery) => deliveries.push(delivery),
    onDetached: (error) => {
      detached.push(error);
      return true;
    },
    ...options,
  });
  // One whose connection the test has cut is never drained.
  started.add(() => void receiver.close());
  return { receiver, deliveries, detached };
}

/** A message of that text. */
export function message(
  body: string,
  options: Partial<Outgoing> & { to?: string; replyTo?: string; ttl?: number } = {},
): Outgoing {
  const { to, replyTo, ttl, ...rest } = options;
  return { encode: () => encodeMessage({ to, replyTo, ttl, body }), settled: false, ...rest };
}

/** A plain rhea client, as an independent peer. */
export async function rheaClient(started: Started, port: number): Promise<Connection> {
  const container = rhea.create_container({ id: `rhea-${Math.random()}` });
  container.on("error", () => {});
  container.on("disconnected", () => {});
  const connection = container.connect({ host: "127.0.0.1", port, reconnect: false });
  started.add(() => connection.close());
  await once(connection, "connection_open");
  return connection;
}

/** A container that accepts connections, as a peer whose behaviour a test decides. */
export async function rheaPeer(
  started: Started,
  handlers: Record<string, (context: RheaContext) => void>,
  ownOptions: { readonly max_frame_size?: number } = {},
): Promise<{ port: number; connections: Connection[] }> {
  const container = rhea.create_container({ id: "peer" });
  const connections: Connection[] = [];
  container.options.receiver_options = { autoaccept: false, credit_window: 0 };
  container.on("error", () => {});
  container.on("disconnected", () => {});
  container.on("connection_open", ({ connection }) => connections.push(connection));
  for (const [event, handler] of Object.entries(handlers)) {
    container.on(event, handler as (context: unknown) => void);
  }
  const server = container.listen({ port: 0, host: "127.0.0.1", ...ownOptions });
  await once(server, "listening");
  const sockets = new Set<{ destroy(): void }>();
  server.on("connection", (socket: { destroy(): void }) => sockets.add(socket));
  started.add(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { port: address.port, connections };
}

export interface RheaContext {
  readonly connection: Connection;
  readonly receiver: Receiver;
  readonly sender: Sender;
  readonly delivery: { accept(): void; release(params?: object): void; reject(error: object): void };
  readonly message: { readonly body?: unknown };
}

export const address = "openstack.org/om/rpc/anycast/exchange/topic";

/** Waits until something holds, looking after each turn of the event loop. */
export async function until(condition: () => boolean, milliseconds = LONG): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`never came true: ${condition}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
