import { defaults } from "../config/groups/default.js";
import type { IncomingNotification } from "../drivers/driver.js";
import { InvalidTarget } from "../errors/setup-errors.js";
import { checkAddressName, checkAddressNames } from "../messaging/address-names.js";
import type { Serializer } from "../messaging/serializer.js";
import type { Target } from "../messaging/target.js";
import { HealthWatch } from "../transport/health-watch.js";
import { Lifecycle, type ServerState } from "../transport/lifecycle.js";
import type { NotificationTransport } from "../transport/notification-transport.js";
import type { InstrumentationOption } from "../transport/transport.js";
import { BatchCollector } from "./batch-collector.js";
import type { DispatcherOptions, NotificationDispatcher } from "./dispatcher.js";
import type { NotificationInterceptor } from "./interceptor.js";
import { NotificationRunner } from "./notification-runner.js";

/** Options of both kinds of listeners. */
export interface ListenerOptions {
  /**
   * Topics to listen on. The exchange of each is `control_exchange` when not given; over `amqp://` it has no effect, as
   * in oslo.messaging: there all notifications have the exchange `default_notification_exchange`, else
   * `control_exchange`.
   */
  readonly targets: readonly Pick<Target, "topic" | "exchange">[];
  /** True when `requeue`, or an exception, gives a notification back; else it is acknowledged all the same. */
  readonly allowRequeue?: boolean | undefined;
  /** Listeners of one pool share a copy of each notification, beside those of no pool. Not every driver has them. */
  readonly pool?: string | undefined;
  /** Reads contexts and payloads; without, they stay as they came. */
  readonly serializer?: Serializer | undefined;
  /** Stand around what is handed to the endpoints, and what is refused, the first one outermost. */
  readonly interceptors?: readonly NotificationInterceptor[] | undefined;
  /** Watches this listener alone, beside what watches the whole transport. */
  readonly instrumentation?: InstrumentationOption | undefined;
}

/** Options of the dispatcher of a listener. */
export function dispatcherOptions(
  transport: NotificationTransport,
  { serializer, interceptors, instrumentation, targets }: ListenerOptions,
): DispatcherOptions {
  const instruments = transport.instrumentsWith(instrumentation);
  return { serializer, interceptors, instruments, targets };
}

/** The condition of a listener at one moment. */
export interface ListenerHealth {
  /** Where it is in its life. */
  readonly state: ServerState;
  /** It takes notifications now: it serves, and its subscriptions are in place. */
  readonly ready: boolean;
  /** The peer is there and the listener does what it was told to; false while the peer is lost. */
  readonly healthy: boolean;
  /** Its subscriptions are in place. */
  readonly attached: boolean;
  /** Objects that RabbitMQ does not let be declared, bound or consumed from, one line each. */
  readonly problems: readonly string[];
  /** Number of queues, bindings and exchanges declared again because somebody had deleted them. */
  readonly repairs: number;
}

/** The size of batches, and how long one waits to be full. */
export interface BatchOptions {
  /** From 1 up; fewer are handed on when time is up, or when the listener stops. */
  readonly batchSize: number;
  /** Seconds that the first of a batch waits for the others; undefined for as long as it takes. */
  readonly batchTimeout?: number | undefined;
}

/**
 * The common part of both kinds of listeners (`oslo_messaging.notify.listener.NotificationServerBase`). Starts and
 * stops once.
 *
 * @example
 * ```ts
 * async function stopAll(listeners: readonly NotificationServerBase[]): Promise<void> {
 *   await Promise.all(listeners.map((listener) => listener.stop()));
 * }
 * ```
 */
export abstract class NotificationServerBase {
  readonly #life: Lifecycle;
  readonly #watch: HealthWatch<ListenerHealth>;

  /** @internal */
  protected constructor(
    transport: NotificationTransport,
    { targets, pool, allowRequeue = false }: ListenerOptions,
    dispatcher: NotificationDispatcher,
    { batchSize, batchTimeout }: BatchOptions,
  ) {
    const { priorities } = dispatcher;
    if (targets.length === 0 || targets.some(({ topic }) => !topic)) {
      throw new InvalidTarget("A notification listener needs targets with a topic each");
    }
    for (const target of targets) checkAddressNames(target);
    checkAddressName("pool", pool);
    if (priorities.length === 0) {
      throw new InvalidTarget("A notification listener needs an endpoint with a method for some severity");
    }
    const sources = targets.flatMap(({ topic, exchange }) =>
      priorities.map((priority) => ({ target: { topic, exchange }, priority })),
    );
    const limit = transport.configuration.get(defaults.executorThreadPoolSize);
    const runner = new NotificationRunner({ dispatcher, limit, allowRequeue });
    const timeout = batchTimeout === undefined ? undefined : batchTimeout * 1000;
    const collector = new BatchCollector(batchSize, timeout, (batch) => runner.take(batch));
    let isTaking = true;
    const take = (notification: IncomingNotification) => {
      if (!isTaking) {
        notification.requeue();
        return;
      }
      notification.onWithdrawn(() => collector.remove(notification) || runner.remove(notification));
      collector.add(notification);
    };
    this.#life = new Lifecycle({
      name: "The notification listener",
      transport,
      listen: () => transport.listenForNotifications(sources, pool, take, { batchSize }),
      finish: () => {
        isTaking = false;
        collector.flush();
        return runner.finish();
      },
      changed: () => this.#watch.look(),
    });
    this.#watch = new HealthWatch(() => this.health, transport.logger);
    void this.#life.wait().then(() => this.#watch.end());
  }

  /** The listener's condition now: for probes of an orchestrator. */
  get health(): ListenerHealth {
    return this.#life.health;
  }

  /**
   * Calls back when anything in `health` changes. The last change is `stopped`: nobody needs to take the listener back
   * before. What it throws is logged.
   *
   * @returns what takes the listener back.
   */
  onHealthChange(listener: (health: ListenerHealth) => unknown): () => void {
    return this.#watch.watch(listener);
  }

  /**
   * Subscribes to the topics; resolves when notifications can come. While the peer cannot be reached it keeps trying.
   *
   * @throws {ServerListenError} the peer refuses a subscription, or the listener is stopped first.
   * @throws {UnsupportedFeature} a pool is named, and the transport's driver has none.
   * @throws {InvalidTarget} the listener has been started or stopped before.
   */
  start(): Promise<void> {
    return this.#life.start();
  }

  /**
   * Takes no more notifications, and resolves when those taken have been handled. The transport and other listeners
   * on it go on. Closing the transport stops its listeners.
   */
  stop(): Promise<void> {
    return this.#life.stop();
  }

  /**
   * Resolves when the listener has been stopped, also by the end of its transport, and everything it took is settled; and
   * when it could not start.
   */
  wait(): Promise<void> {
    return this.#life.wait();
  }
}
