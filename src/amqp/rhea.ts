import type { Socket } from "node:net";
import rhea, { type Connection, type ConnectionOptions, type Container, type Sender } from "rhea";

/**
 * The one file that touches what rhea keeps to itself. rhea runs the protocol's state machines; the socket,
 * the buffers, the timers and the decoding of messages are ours, because rhea's own are made for peers that
 * mean well. Each member used here is held by a contract test.
 */
interface Internals {
  input(bytes: Buffer): void;
  output(): void;
  on_transfer(frame: TransferFrame): void;
  _write_frame(channel: number): void;
  _disconnect(): void;
  transport: RheaTransport;
  sasl_transport?: { on_sasl_mechanisms?(frame: MechanismsFrame): void };
  transport_error?: unknown;
  saved_error?: unknown;
  socket_ready: boolean;
  readonly state: { has_settled(): boolean };
  is_closed(): boolean;
}

interface RheaTransport {
  read(bytes: Buffer): number;
  write(socket: Socket): void;
  has_writes_pending(): boolean;
}

interface TransferFrame {
  performative: { message_format: number | undefined };
}

interface MechanismsFrame {
  performative: { sasl_server_mechanisms: string | string[] };
}

/**
 * A message format no peer uses. rhea hands a message of an unknown format over as a Buffer, undecoded;
 * decoding here is done by those who know what they look for, and a router never decodes at all.
 */
const RAW_FORMAT = 0x4f53_4c4f;

/** What the owner of a connection is told of it. */
export interface ShellHandlers {
  /** The connection cannot go on; the owner destroys the socket. */
  failed(error: Error): void;
}

/** A rhea connection on a socket of ours. */
export interface Shell {
  readonly connection: Connection;
  /** Chunks read from the socket and frames written to it so far: the heartbeats look whether they moved. */
  readonly activity: { reads: number; writes: number };
  /** Sends a frame without a performative, which keeps an idle connection alive. */
  writeEmptyFrame(): void;
  /** Cuts rhea off the socket; nothing is read or written afterwards. */
  dispose(): void;
}

/** What a connection says of itself in its `open`. */
export interface OpenOptions {
  readonly containerId: string;
  readonly hostname?: string | undefined;
  /** Largest frame we accept, in bytes. */
  readonly maxFrameSize?: number | undefined;
  /** Highest channel number we accept. */
  readonly channelMax?: number | undefined;
  /** idle-time-out to announce, in ms. */
  readonly idleTimeOut?: number | undefined;
  readonly properties?: Readonly<Record<string, unknown>> | undefined;
  readonly offeredCapabilities?: readonly string[] | undefined;
}

/** One side of a SASL mechanism as rhea drives it: a callback takes an error or the bytes to send. */
export interface ClientMechanism {
  start(respond: (error: Error | undefined, response?: Buffer) => void): void;
  step(challenge: Buffer, respond: (error: Error | undefined, response?: Buffer) => void): void;
}

/** SASL mechanisms by name, the preferred one first; rhea alone would follow the server's order. */
export type ClientMechanisms = ReadonlyMap<string, () => ClientMechanism>;

/** Options that turn off what rhea does on its own. */
const fixedOptions = {
  reconnect: false,
  autoaccept: false,
  autosettle: true,
  treat_modified_as_released: false,
  credit_window: 0,
  receiver_options: { autoaccept: false, credit_window: 0 },
  sender_options: { treat_modified_as_released: false },
} as const;

/** Begins the client's side of AMQP on a connected socket. */
export function dialShell(
  socket: Socket,
  options: OpenOptions,
  mechanisms: ClientMechanisms | undefined,
  handlers: ShellHandlers,
): Shell {
  const connection = createContainer(options.containerId, handlers).create_connection({
    ...openFields(options),
    ...fixedOptions,
    ...(mechanisms && { sasl_mechanisms: toNullPrototype(mechanisms) }),
    connection_details: () => ({
      host: "",
      port: 0,
      connect: (_port: number, _host: string, _options: unknown, connected: () => void) => {
        process.nextTick(connected);
        return socket;
      },
    }),
  } as unknown as ConnectionOptions);
  const shell = wrap(connection, socket, handlers);
  connection.connect();
  if (mechanisms) preferMechanisms(connection as unknown as Internals, [...mechanisms.keys()]);
  return shell;
}

/** Begins the server's side of AMQP on an accepted socket. */
export function acceptShell(socket: Socket, options: OpenOptions, handlers: ShellHandlers): Shell {
  const container = createContainer(options.containerId, handlers);
  const connection = container.create_connection({
    ...openFields(options),
    ...fixedOptions,
  } as unknown as ConnectionOptions);
  const shell = wrap(connection, socket, handlers);
  (connection as unknown as { accept(socket: Socket): void }).accept(socket);
  return shell;
}

function openFields(options: OpenOptions): Record<string, unknown> {
  return {
    container_id: options.containerId,
    hostname: options.hostname,
    max_frame_size: options.maxFrameSize,
    channel_max: options.channelMax,
    idle_time_out: options.idleTimeOut,
    properties: options.properties,
    offered_capabilities: options.offeredCapabilities,
  };
}

/** rhea looks mechanisms up by the names the peer sends, so no prototype may stand behind them. */
function toNullPrototype<T>(map: ReadonlyMap<string, T>): Record<string, T> {
  return Object.assign(Object.create(null), Object.fromEntries(map));
}

/** rhea emits errors nobody listens to on the container, so each connection has one of its own. */
function createContainer(id: string, handlers: ShellHandlers): Container {
  const container = rhea.create_container({ id });
  container.on("error", (error: unknown) => handlers.failed(asError(error)));
  container.on("protocol_error", (error: unknown) => handlers.failed(asError(error)));
  // The socket's own events tell of the loss; this one only keeps rhea from writing to the console.
  container.on("disconnected", () => {});
  return container;
}

function wrap(connection: Connection, socket: Socket, handlers: ShellHandlers): Shell {
  const internals = connection as unknown as Internals;
  const activity = { reads: 0, writes: 0 };
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let neededBytes = 0;
  let corked = false;
  let disposed = false;

  const fail = (error: unknown): void => {
    if (!disposed) handlers.failed(asError(error));
  };

  internals.input = (chunk) => {
    if (disposed) return;
    activity.reads++;
    try {
      let bytes = chunk;
      if (pendingBytes > 0) {
        pending.push(chunk);
        pendingBytes += chunk.length;
        if (pendingBytes < neededBytes) return;
        bytes = Buffer.concat(pending, pendingBytes);
        pending = [];
        pendingBytes = 0;
      }
      const read = internals.transport.read(bytes);
      if (disposed) return;
      if (read < bytes.length) {
        const rest = bytes.subarray(read);
        pending.push(rest);
        pendingBytes = rest.length;
        neededBytes = rest.length < 8 ? 8 : rest.readUInt32BE(0);
      }
      if (
        internals.transport.has_writes_pending() ||
        (internals.is_closed() && internals.state.has_settled())
      ) {
        internals.output();
      }
    } catch (error) {
      fail(error);
    }
  };

  const uncork = (): void => {
    corked = false;
    socket.uncork();
  };

  internals.output = () => {
    if (disposed || !internals.socket_ready) return;
    // Everything a turn of the event loop writes leaves in one system call.
    if (!corked) {
      corked = true;
      socket.cork();
      setImmediate(uncork);
    }
    activity.writes++;
    try {
      internals.transport.write(socket);
      const over = internals.is_closed() && internals.state.has_settled();
      if ((over || internals.transport_error) && !internals.transport.has_writes_pending()) socket.end();
    } catch (error) {
      fail(error);
    }
  };

  const deliver = internals.on_transfer;
  internals.on_transfer = function (this: Internals, frame) {
    frame.performative.message_format = RAW_FORMAT;
    deliver.call(this, frame);
  };

  return {
    connection,
    activity,
    writeEmptyFrame: () => {
      if (!disposed) internals._write_frame(0);
    },
    dispose: () => {
      if (disposed) return;
      disposed = true;
      internals.socket_ready = false;
      pending = [];
      pendingBytes = 0;
      connection.removeAllListeners();
    },
  };
}

/** Makes rhea choose by our preference among the mechanisms the server offers. */
function preferMechanisms(internals: Internals, preference: readonly string[]): void {
  const sasl = internals.sasl_transport;
  const choose = sasl?.on_sasl_mechanisms;
  if (sasl === undefined || choose === undefined) return;
  sasl.on_sasl_mechanisms = function (frame) {
    const offered = [frame.performative.sasl_server_mechanisms ?? []].flat().map(String);
    const ordered = preference.filter((mechanism) => offered.includes(mechanism));
    if (ordered.length > 0) frame.performative.sasl_server_mechanisms = ordered;
    choose.call(this, frame);
  };
}

/**
 * How many messages the peer still takes on a link of a session of its own. rhea counts credit down only when
 * it writes, so what it holds unwritten is taken off; a message it holds without credit would block the link.
 */
export function availableCredit(link: Sender): number {
  const { credit, session } = link as unknown as {
    credit: number;
    session: { outgoing: { next_delivery_id: number; next_pending_delivery: number; available(): number } };
  };
  const { outgoing } = session;
  const unwritten = outgoing.next_delivery_id - outgoing.next_pending_delivery;
  return Math.min(credit - unwritten, outgoing.available());
}

/** Hands an encoded message to rhea. `settled` asks for no outcome. Returns the delivery's id in its session. */
export function sendRaw(link: Sender, message: Buffer, tag: Buffer, settled: boolean): number {
  const delivery = link.send(message, tag, 0) as { readonly id: number; settled: boolean };
  if (settled) delivery.settled = true;
  return delivery.id;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
