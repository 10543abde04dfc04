import { AmqpConnection } from "../../amqp/client/connection.js";
import type { LiveConnection } from "../../amqp/client/live-connection.js";
import { AmqpSender } from "../../amqp/client/sender.js";
import { AmqpError } from "../../amqp/codec/amqp-error.js";
import { randomId } from "../../amqp/codec/message-writer.js";
import type { Configuration } from "../../config/configuration.js";
import { defaults } from "../../config/groups/default.js";
import { rabbit } from "../../config/groups/rabbit.js";
import type { Logger } from "../../log/logger.js";
import type { ContextFields } from "../../messaging/request-context.js";
import type { Target } from "../../messaging/target.js";
import type { TransportUrl } from "../../messaging/transport-url.js";
import { Lifetime } from "../../time/lifetime.js";
import type {
  Driver,
  DriverSettings,
  IncomingNotification,
  IncomingRequest,
  Listener,
  ListenOptions,
  NotificationListenOptions,
  NotificationMessage,
  NotificationSource,
  NotifyOptions,
  Reply,
  RpcMessage,
  SendOptions,
} from "../driver.js";
import { connectionError, transportClosed } from "../send-errors.js";
import { Subscriptions } from "../subscriptions.js";
import type { TapObserver } from "../tapped-message.js";
import { HealthMonitor } from "../transport-health.js";
import { RabbitClient } from "./client.js";
import { encodeRequest } from "./codec.js";
import { sendsCompressed } from "./compression.js";
import { connectionOptions, virtualHost } from "./connection-options.js";
import { Management } from "./management.js";
import { NotificationSender } from "./notification-sender.js";
import { subscribeToNotifications } from "./notification-subscription.js";
import { type RabbitPeer, versionOf } from "./peer.js";
import { RabbitReplier } from "./replier.js";
import { subscribeServer } from "./server-subscription.js";
import type { RabbitSubscription, SubscriptionSettings } from "./subscription.js";
import { tapTopics } from "./tap-subscription.js";
import { Topology } from "./topology.js";
import { BrokerCheck } from "./unusable-broker.js";

/** Messages that may wait to be sent. */
const QUEUE_LIMIT = 20_000;
/** Messages the broker may have on the way from each queue when `rabbit_qos_prefetch_count` is 0. */
const DEFAULT_CREDIT = 100;

/**
 * `rabbit://`: meets services on oslo.messaging's RabbitMQ driver, in the same exchanges and queues, over AMQP 1.0
 * and one connection that is made at first use. Needs RabbitMQ 4.
 */
export class RabbitDriver implements Driver {
  readonly health: HealthMonitor;
  readonly #life = new Lifetime();
  readonly #log: Logger;
  readonly #settings: SubscriptionSettings;
  readonly #credit: number;
  readonly #connection: AmqpConnection;
  /** Sends everything but calls. */
  readonly #sender: AmqpSender;
  readonly #client: RabbitClient;
  readonly #replier: RabbitReplier;
  readonly #notifications: NotificationSender;
  readonly #subscriptions = new Subscriptions<RabbitSubscription>();
  readonly #check: BrokerCheck;
  #waitingForPeer: { resolve: (peer: RabbitPeer) => void; reject: (error: Error) => void }[] = [];
  #peer: RabbitPeer | undefined;
  #isSending = false;
  #closed: Promise<void> | undefined;

  /** @throws {ConfigurationError} an option has a value that cannot be used, or a file cannot be read. */
  constructor(
    url: TransportUrl,
    configuration: Configuration,
    log: Logger,
    { shortLived = false, instruments }: DriverSettings = {},
  ) {
    this.#log = log;
    this.health = new HealthMonitor(log);
    this.#check = new BrokerCheck(virtualHost(url));
    const prefetch = configuration.get(rabbit.rabbitQosPrefetchCount);
    this.#credit = prefetch > 0 ? prefetch : DEFAULT_CREDIT;
    const retryDelay = configuration.get(rabbit.rabbitRetryInterval) * 1000;
    this.#settings = {
      topology: new Topology(configuration),
      retryDelay,
      redeclareInterval: configuration.get(rabbit.rabbitRedeclareInterval) * 1000,
      log,
      instruments,
    };
    const compressed = sendsCompressed(configuration);
    this.#connection = new AmqpConnection(connectionOptions(url, configuration, log, shortLived), {
      started: () => this.health.connecting(),
      opened: (live) => this.#opened(live),
      lost: (error) => this.#lost(error),
    });
    this.#sender = new AmqpSender({
      name: () => `messages-${randomId()}`,
      queueLimit: QUEUE_LIMIT,
      reattachDelay: retryDelay,
      log,
    });
    this.#client = new RabbitClient({
      ...this.#settings,
      casts: this.#sender,
      lifetime: this.#life,
      silence: () => this.#connection.silence,
      isShortLived: shortLived,
      compressed,
      queueLimit: QUEUE_LIMIT,
      sendTimeout: configuration.get(defaults.rpcResponseTimeout),
    });
    this.#replier = new RabbitReplier({
      sender: this.#sender,
      compressed,
      timeout: configuration.get(rabbit.kombuMissingConsumerRetryTimeout) * 1000,
      log,
    });
    this.#notifications = new NotificationSender({
      ...this.#settings,
      sender: this.#sender,
      compressed,
      whenReady: () => this.#whenReady(),
    });
  }

  async send(
    target: Target,
    context: ContextFields,
    message: RpcMessage,
    options: SendOptions,
  ): Promise<Reply | undefined> {
    if (this.#life.ended) throw transportClosed();
    const request = encodeRequest(message, context);
    this.#connection.start();
    if (options.waitForReply) return this.#client.call(target, message.method, request, options);
    this.#startSender();
    await this.#client.cast(target, message.method, request, options);
    return undefined;
  }

  listen(
    target: Target,
    onRequest: (request: IncomingRequest) => void,
    { concurrency }: ListenOptions = {},
  ): Listener {
    return this.#subscribe(
      subscribeServer(this.#settings, {
        target,
        onRequest,
        credit: this.#credit,
        concurrency,
        replier: this.#replier,
      }),
    );
  }

  async sendNotification(
    target: Target,
    context: ContextFields,
    message: NotificationMessage,
    options: NotifyOptions,
  ): Promise<void> {
    if (this.#life.ended) throw transportClosed();
    this.#connection.start();
    this.#startSender();
    await this.#notifications.send(target, context, message, options);
  }

  listenForNotifications(
    sources: readonly NotificationSource[],
    pool: string | undefined,
    onNotification: (notification: IncomingNotification) => void,
    { batchSize = 1 }: NotificationListenOptions = {},
  ): Listener {
    return this.#subscribe(
      subscribeToNotifications(this.#settings, {
        sources,
        pool,
        onNotification,
        credit: Math.max(this.#credit, batchSize),
      }),
    );
  }

  tap(targets: readonly Target[], observer: TapObserver): Listener {
    return this.#subscribe(tapTopics(this.#settings, targets, observer));
  }

  /** Not before something is to be sent: a client that makes calls alone has a link less. */
  #startSender(): void {
    if (this.#isSending) return;
    this.#isSending = true;
    if (this.#peer !== undefined) this.#sender.attach(this.#peer.live, null);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#life.end();
    this.#subscriptions.close();
    this.#client.close();
    this.#sender.close();
    const error = connectionClosed();
    this.#failWaiting(error);
    this.#peer?.management.lost(error);
    await this.#connection.close();
  }

  #subscribe(subscription: RabbitSubscription): Listener {
    if (this.#life.ended) throw transportClosed();
    this.#startSender();
    const listener = this.#subscriptions.add(subscription);
    if (this.#peer === undefined) this.#connection.start();
    else subscription.attach(this.#peer);
    return listener;
  }

  /** Fails with the next attempt that does: its caller knows whether to wait for another. */
  #whenReady(): Promise<RabbitPeer> {
    if (this.#life.ended) return Promise.reject(connectionClosed());
    if (this.#peer !== undefined) return Promise.resolve(this.#peer);
    return new Promise((resolve, reject) => this.#waitingForPeer.push({ resolve, reject }));
  }

  #opened(live: LiveConnection): void {
    const unusable = this.#check.opened(live);
    if (unusable !== undefined) {
      this.#connection.restart(unusable);
      return;
    }
    const peer: RabbitPeer = {
      live,
      management: new Management(live, this.#log),
      version: versionOf(live),
      leave: (error) => {
        if (this.#peer === peer) this.#connection.restart(left(error));
      },
    };
    this.#peer = peer;
    for (const subscription of this.#subscriptions) subscription.attach(peer);
    if (this.#isSending) this.#sender.attach(live, null);
    this.#client.ready(peer);
    for (const { resolve } of this.#waitingForPeer.splice(0)) resolve(peer);
    this.health.connected();
  }

  #lost(loss: AmqpError): void {
    const error = this.#check.explained(loss);
    this.#peer?.management.lost(error);
    this.#peer = undefined;
    if (error !== loss) this.#log.warn({ reason: error.message }, "RabbitMQ cannot be used");
    // Who waits for this broker would wait in vain.
    if (error.hopeless) for (const subscription of this.#subscriptions) subscription.giveUp(error);
    this.#sender.lost(error);
    this.#client.lost(error);
    this.#failWaiting(error);
    this.health.lost(connectionError(error));
  }

  #failWaiting(error: AmqpError): void {
    for (const { reject } of this.#waitingForPeer.splice(0)) reject(error);
  }
}

function connectionClosed(): AmqpError {
  return new AmqpError("closed", "the connection was closed");
}

function left(cause: AmqpError): AmqpError {
  return new AmqpError("connection-lost", `a node was left that others may stand in for: ${cause.message}`, {
    cause,
  });
}
