import {
  getRpcTransport,
  loadConfiguration,
  type RequestContext,
  RpcServer,
  type RpcTransport,
} from "../../../../src/index.js";
import {
  getNotificationTransport,
  NotificationListener,
  type NotificationTransport,
  Notifier,
} from "../../../../src/notify/index.js";
import { EventLog } from "../../../interop/support/event-log.js";
import { NotReady, SandboxClient, SandboxEndpoint } from "../../../interop/support/sandbox.js";
import { ARRIVAL_MS, type Failure, type Side } from "./side.js";

class LoggedEndpoint extends SandboxEndpoint {
  readonly payloads = new EventLog<unknown>();

  override sink(_ctx: RequestContext, payload: unknown): void {
    this.payloads.add(payload);
  }
}

/** Seconds of a call. */
const TIMEOUT = 20;

/** This library, told by a configuration file where and how. */
export class OurSide implements Side {
  readonly name: string;
  readonly #exchange: string;
  readonly #transport: RpcTransport;
  readonly #notifications: NotificationTransport;
  readonly #client: SandboxClient;
  readonly #endpoints = new Map<string, LoggedEndpoint>();
  readonly #notified = new EventLog<unknown>();
  readonly #started = new Map<string, Promise<void>>();
  readonly #running: { stop(): Promise<void> }[] = [];

  /** `exchange` is that of the file. */
  constructor(options: { readonly name: string; readonly file: string; readonly exchange: string }) {
    this.name = options.name;
    this.#exchange = options.exchange;
    const configuration = loadConfiguration({ files: [options.file] });
    this.#transport = getRpcTransport({ configuration });
    this.#notifications = getNotificationTransport({ configuration });
    this.#client = new SandboxClient(this.#transport, { timeout: TIMEOUT });
  }

  serve(topic: string): Promise<void> {
    return this.#once(`serve ${topic}`, async () => {
      const endpoint = new LoggedEndpoint();
      this.#endpoints.set(topic, endpoint);
      const place = { topic, exchange: this.#exchange, server: this.name };
      const server = new RpcServer(this.#transport, { ...place, endpoints: [endpoint] });
      this.#running.push(server);
      await server.start();
    });
  }

  echo(topic: string, value: unknown, server?: string): Promise<unknown> {
    return this.#at(topic, { server }).echo(value);
  }

  sink(topic: string, payload: string, { fanout } = { fanout: false }): Promise<void> {
    return this.#at(topic, { fanout }).sink(payload);
  }

  async sunk(topic: string, payload: string): Promise<void> {
    const payloads = this.#endpoints.get(topic)?.payloads;
    if (payloads === undefined) throw new Error(`nothing serves ${topic}`);
    await payloads.next((one) => one === payload, ARRIVAL_MS);
  }

  async failure(topic: string, message: string): Promise<Failure> {
    try {
      await this.#at(topic, {}).failAllowed(message, 3);
    } catch (error) {
      if (!(error instanceof NotReady)) throw error;
      return { name: error.name, message: error.message, kwargs: error.kwargs };
    }
    throw new Error("the call succeeded");
  }

  listen(topic: string): Promise<void> {
    return this.#once(`listen ${topic}`, async () => {
      const listener = new NotificationListener(this.#notifications, {
        targets: [{ topic }],
        endpoints: [{ info: (_ctx, _publisher, _event, payload) => this.#notified.add(payload) }],
      });
      this.#running.push(listener);
      await listener.start();
    });
  }

  async notify(topic: string, payload: string): Promise<void> {
    const options = { publisherId: "node.host1", driver: "messagingv2", topics: [topic] };
    await new Notifier(this.#notifications, options).info({}, "from.us", payload);
  }

  async notified(payload: string): Promise<void> {
    await this.#notified.next((one) => one === payload, ARRIVAL_MS);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#running.map((one) => one.stop()));
    await Promise.all([this.#transport.close(), this.#notifications.close()]);
  }

  #at(topic: string, to: { readonly server?: string | undefined; readonly fanout?: boolean }): SandboxClient {
    return this.#client.prepare({ topic, exchange: this.#exchange, ...to });
  }

  #once(what: string, start: () => Promise<void>): Promise<void> {
    const started = this.#started.get(what) ?? start();
    this.#started.set(what, started);
    return started;
  }
}
