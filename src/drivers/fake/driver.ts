import type { Configuration } from "../../config/configuration.js";
import { defaults } from "../../config/groups/default.js";
import { MessageUndeliverable } from "../../errors/delivery-errors.js";
import { UnsupportedFeature } from "../../errors/setup-errors.js";
import type { Instruments } from "../../instruments/instruments.js";
import { parseJson, stringifyJson } from "../../json/json.js";
import type { Logger } from "../../log/logger.js";
import type { ContextFields } from "../../messaging/request-context.js";
import { describeTarget, type Target } from "../../messaging/target.js";
import type { TransportUrl } from "../../messaging/transport-url.js";
import type {
  Driver,
  DriverSettings,
  IncomingNotification,
  IncomingRequest,
  Listener,
  ListenOptions,
  NotificationMessage,
  NotificationSource,
  Reply,
  RpcMessage,
  SendOptions,
} from "../driver.js";
import { writeBody } from "../message-body.js";
import { notificationTopic } from "../notification-topic.js";
import { PendingCall } from "../pending-call.js";
import { noReply, notDelivered, transportClosed } from "../send-errors.js";
import { HealthMonitor } from "../transport-health.js";
import { type FakeBroker, fakeBroker } from "./broker.js";
import { incomingRequest } from "./incoming-request.js";
import { inNextTurn, nextTurn } from "./next-turn.js";
import type { Topic } from "./topic.js";

/**
 * `fake://`: messages never leave the process. They are written as JSON and read again, so that what works here
 * works on a wire. All transports whose URLs have the same host and virtual host meet each other.
 */
export class FakeDriver implements Driver {
  readonly health: HealthMonitor;
  readonly #broker: FakeBroker;
  readonly #defaultExchange: string;
  readonly #log: Logger;
  readonly #instruments: Instruments | undefined;
  /** The end of each call that waits. */
  readonly #calls = new Set<() => void>();
  /** Each subscription, by the function that ends it: whom to tell of that. */
  readonly #unsubscribe = new Map<() => void, () => void>();
  /** Replies that were dropped, as nobody waits for them. */
  #unwanted = 0;
  #closed = false;
  /** Seconds in which a server must take a cast that must arrive, when its sender does not say. */
  readonly #castTimeout: number;

  constructor(
    url: TransportUrl,
    configuration: Configuration,
    log: Logger,
    { instruments }: DriverSettings = {},
  ) {
    this.#castTimeout = configuration.get(defaults.rpcResponseTimeout);
    const [host] = url.hosts;
    this.#broker = fakeBroker(`${host?.host}:${host?.port ?? ""}/${url.virtualHost ?? ""}`);
    this.#defaultExchange = configuration.get(defaults.controlExchange);
    this.#log = log;
    this.#instruments = instruments;
    this.health = new HealthMonitor(log);
  }

  async send(
    target: Target,
    context: ContextFields,
    message: RpcMessage,
    options: SendOptions,
  ): Promise<Reply | undefined> {
    this.#use();
    options.signal?.throwIfAborted();
    const topic = this.#topic(target);
    const log = this.#log;
    const text = writeBody("The request", () => stringifyJson({ context, message }));
    const route = (request: IncomingRequest) => topic.route(request, target.server || undefined);
    if (!options.waitForReply) {
      if (options.transportOptions?.atLeastOnce)
        return this.#castSurely(target, message.method, text, options);
      if (target.fanout) topic.fanout(() => incomingRequest(text, { route: () => {}, log }));
      else route(incomingRequest(text, { route, log }));
      await nextTurn();
      return undefined;
    }
    const isWaiting = () => topic.holds(request);
    const what = `${message.method} on ${describeTarget(target)}`;
    const call = new PendingCall(options, {
      what,
      timeoutError: (seconds) => noReply(what, seconds, isWaiting() ? "no server has taken it" : undefined),
    });
    const onUnwanted = () => {
      this.#instruments?.happened({ type: "late-reply" });
      log.warn({ count: ++this.#unwanted }, "A reply to no call of this client, or to one that has ended");
    };
    const onHeartbeat = () => this.#instruments?.happened({ type: "heartbeat-received" });
    // Who has ended the call waits for nothing: here that is known.
    const isWanted = () => !call.settled;
    const onTaken = () => call.taken();
    const origin = { call, route, log, isWanted, onTaken, onUnwanted, onHeartbeat };
    const request = incomingRequest(text, origin);
    const onClosed = () => call.fail(transportClosed(!isWaiting()));
    this.#calls.add(onClosed);
    try {
      if (target.fanout) topic.fanout(() => incomingRequest(text, origin));
      else route(request);
      return await call.result;
    } finally {
      this.#calls.delete(onClosed);
      topic.withdraw(request);
    }
  }

  /** Sends a cast that must arrive: resolves when a server has taken it, a fanout when the first one has. */
  async #castSurely(target: Target, method: string, text: string, options: SendOptions): Promise<undefined> {
    const { signal, timeout = this.#castTimeout } = options;
    const topic = this.#topic(target);
    const what = `${method} on ${describeTarget(target)}`;
    let isGivenUp = false;
    const taking = new PendingCall(
      { timeout, signal },
      {
        what,
        timeoutError: (seconds) => notDelivered(what, seconds, "no server has taken it", false),
        ended: (isTaken) => {
          isGivenUp = !isTaken;
        },
      },
    );
    const route = (request: IncomingRequest) => topic.route(request, target.server || undefined);
    const onTaken = () => taking.answer({ response: null });
    const origin = { route, log: this.#log, isWanted: () => !isGivenUp, onTaken };
    const request = incomingRequest(text, origin);
    const onClosed = () => taking.fail(transportClosed());
    this.#calls.add(onClosed);
    try {
      if (!target.fanout) route(request);
      else if (topic.fanout(() => incomingRequest(text, { ...origin, route: () => {} })) === 0)
        taking.fail(new MessageUndeliverable(`${what}: no server listens there`));
      await taking.result;
      return undefined;
    } finally {
      this.#calls.delete(onClosed);
      topic.withdraw(request);
    }
  }

  listen(
    target: Target,
    onRequest: (request: IncomingRequest) => void,
    { concurrency = Number.POSITIVE_INFINITY }: ListenOptions = {},
  ): Listener {
    this.#use();
    const remove = this.#topic(target).subscribe({
      server: target.server ?? "",
      concurrency,
      onRequest: (request) => inNextTurn(onRequest, request),
    });
    return this.#listener(remove);
  }

  async sendNotification(
    target: Target,
    context: ContextFields,
    message: NotificationMessage,
  ): Promise<void> {
    this.#use();
    const text = writeBody("The notification", () => stringifyJson({ context, message }));
    const topic = notificationTopic(target.topic, message.priority);
    this.#broker.notifications.publish(target.exchange || this.#defaultExchange, topic, text);
    await nextTurn();
  }

  listenForNotifications(
    sources: readonly NotificationSource[],
    pool: string | undefined,
    onNotification: (notification: IncomingNotification) => void,
  ): Listener {
    this.#use();
    const places = new Map(
      sources.map(({ target, priority }) => {
        const exchange = target.exchange || this.#defaultExchange;
        const topic = notificationTopic(target.topic, priority);
        return [`${exchange}\n${topic}`, { exchange, topic }] as const;
      }),
    );
    const removals = [...places.values()].map(({ exchange, topic }) =>
      this.#broker.notifications.subscribe(exchange, topic, pool, (text, requeue) => {
        inNextTurn(onNotification, {
          ...readNotification(text),
          redelivery: { id: undefined, earlier: 0, returnsLeft: undefined },
          acknowledge() {},
          onWithdrawn() {},
          setAside: () => true,
          requeue,
        });
      }),
    );
    return this.#listener(() => {
      for (const remove of removals) remove();
    });
  }

  /** @throws {MessageDeliveryFailure} the transport is closed. */
  #use(): void {
    if (this.#closed) throw transportClosed();
    if (this.health.current.state === "idle") this.health.connected();
  }

  #topic({ exchange, topic }: Target): Topic {
    return this.#broker.topic(exchange || this.#defaultExchange, topic);
  }

  #listener(remove: () => void): Listener {
    const subscriptions = this.#unsubscribe;
    subscriptions.set(remove, () => {});
    return {
      ready: Promise.resolve(),
      get attached() {
        return subscriptions.has(remove);
      },
      problems: [],
      repairs: 0,
      onChange(callback) {
        if (subscriptions.has(remove)) subscriptions.set(remove, callback);
      },
      async stop() {
        subscriptions.delete(remove);
        remove();
      },
    };
  }

  /** @throws {UnsupportedFeature} always: its messages are this process's own. */
  tap(): never {
    throw new UnsupportedFeature("fake:// cannot be tapped: its messages never leave their process");
  }

  async close(): Promise<void> {
    this.#closed = true;
    const subscriptions = [...this.#unsubscribe];
    this.#unsubscribe.clear();
    for (const [remove, changed] of subscriptions) {
      remove();
      changed();
    }
    for (const end of this.#calls) end();
  }
}

function readNotification(text: string): Pick<IncomingNotification, "context" | "message"> {
  return parseJson(text) as Pick<IncomingNotification, "context" | "message">;
}
