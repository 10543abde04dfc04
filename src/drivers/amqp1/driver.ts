import { AmqpConnection } from "../../amqp/client/connection.js";
import type { LiveConnection } from "../../amqp/client/live-connection.js";
import { AmqpError } from "../../amqp/codec/amqp-error.js";
import type { Configuration } from "../../config/configuration.js";
import { amqp } from "../../config/groups/amqp.js";
import { UnsupportedFeature } from "../../errors/setup-errors.js";
import type { Instruments } from "../../instruments/instruments.js";
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
  NotificationListenOptions,
  NotificationMessage,
  NotificationSource,
  NotifyOptions,
} from "../driver.js";
import { notificationTopic } from "../notification-topic.js";
import { connectionError, transportClosed } from "../send-errors.js";
import { Subscriptions } from "../subscriptions.js";
import type { TapObserver } from "../tapped-message.js";
import { HealthMonitor } from "../transport-health.js";
import { chooseAddressing } from "./addressing.js";
import { Amqp1Client } from "./client.js";
import { encodeNotification } from "./codec.js";
import { connectionOptions } from "./connection-options.js";
import { notificationAddresses, serverAddresses } from "./listen-addresses.js";
import { Amqp1Notification } from "./notification.js";
import { explained, withAdvice } from "./other-peers.js";
import type { Amqp1Peer } from "./peer.js";
import { Amqp1Replier, serviceAddresses } from "./request.js";
import { SenderCache } from "./sender-cache.js";
import { Amqp1Subscription } from "./subscription.js";
import { Amqp1Tap } from "./tap-subscription.js";

/** Links for sending, half as many as a router of this package takes of one client. */
const MAX_SENDERS = 4_096;

/** Messages that may wait for one address. */
const QUEUE_LIMIT = 20_000;

/** `amqp://`: oslo.messaging's AMQP 1.0 driver, over one connection that is made at first use. */
export class Amqp1Driver implements Driver {
  readonly health: HealthMonitor;
  readonly send: Driver["send"];
  readonly #configuration: Configuration;
  readonly #virtualHost: string | undefined;
  readonly #log: Logger;
  readonly #instruments: Instruments | undefined;
  readonly #connection: AmqpConnection;
  readonly #client: Amqp1Client;
  readonly #senders: SenderCache;
  readonly #replier: Amqp1Replier;
  readonly #subscriptions = new Subscriptions<Amqp1Subscription | Amqp1Tap>();
  readonly #retryDelay: number;
  #closed: Promise<void> | undefined;

  /** @throws {ConfigurationError} the options for TLS do not fit together, or a file of theirs cannot be read. */
  constructor(
    url: TransportUrl,
    configuration: Configuration,
    log: Logger,
    { instruments }: DriverSettings = {},
  ) {
    this.#configuration = configuration;
    this.#virtualHost = url.virtualHost;
    this.#log = log;
    this.#instruments = instruments;
    this.health = new HealthMonitor(log);
    this.#retryDelay = configuration.get(amqp.linkRetryDelay) * 1000;
    const preSettled = new Set(configuration.get(amqp.preSettled));
    this.#connection = new AmqpConnection(connectionOptions(url, configuration, log), {
      started: () => this.health.connecting(),
      opened: (live) => this.#opened(live),
      lost: (error) => this.#lost(error),
    });
    this.#senders = new SenderCache({
      limit: MAX_SENDERS,
      queueLimit: QUEUE_LIMIT,
      reattachDelay: this.#retryDelay,
      idleTimeout: configuration.get(amqp.defaultSenderLinkTimeout) * 1000,
      onNeeded: () => this.#connection.start(),
      log,
    });
    this.#client = new Amqp1Client({
      senders: this.#senders,
      silence: () => this.#connection.silence,
      retryDelay: this.#retryDelay,
      sendTimeout: configuration.get(amqp.defaultSendTimeout),
      notifyTimeout: configuration.get(amqp.defaultNotifyTimeout),
      preSettled,
      replyCredit: configuration.get(amqp.replyLinkCredit),
      onReplyLinkDetached: () =>
        this.#connection.restart(new AmqpError("connection-lost", "the peer detached the reply link")),
      log,
      instruments,
    });
    this.send = this.#client.send.bind(this.#client);
    this.#replier = new Amqp1Replier({
      senders: this.#senders,
      isService: serviceAddresses(configuration),
      settled: preSettled.has("rpc-reply"),
      timeout: configuration.get(amqp.defaultReplyTimeout),
      retry: configuration.get(amqp.defaultReplyRetry),
      retryDelay: this.#retryDelay,
      log,
    });
  }

  listen(
    target: Target,
    onRequest: (request: IncomingRequest) => void,
    { concurrency }: ListenOptions = {},
  ): Listener {
    return this.#subscribe(
      new Amqp1Subscription({
        place: describeTarget(target),
        addresses: serverAddresses(target),
        credit: this.#configuration.get(amqp.rpcServerCredit),
        concurrency,
        reattachDelay: this.#retryDelay,
        onDelivery: this.#replier.reader(onRequest),
        log: this.#log,
        instruments: this.#instruments,
      }),
    );
  }

  async sendNotification(
    target: Target,
    context: ContextFields,
    message: NotificationMessage,
    { enveloped, retry }: NotifyOptions,
  ): Promise<void> {
    if (this.#closed !== undefined) throw transportClosed();
    const body = encodeNotification(message, context, enveloped);
    const topic = notificationTopic(target.topic, message.priority);
    await this.#client.notify(topic, message.event_type, body, retry);
  }

  listenForNotifications(
    sources: readonly NotificationSource[],
    pool: string | undefined,
    onNotification: (notification: IncomingNotification) => void,
    { batchSize = 1 }: NotificationListenOptions = {},
  ): Listener {
    if (pool !== undefined) {
      throw new UnsupportedFeature("Notification pools are not supported by the driver of amqp://");
    }
    return this.#subscribe(
      new Amqp1Subscription({
        place: `notifications of ${[...new Set(sources.map(({ target }) => describeTarget(target)))].join("; ")}`,
        addresses: notificationAddresses(sources),
        credit: Math.max(this.#configuration.get(amqp.notifyServerCredit), batchSize),
        reattachDelay: this.#retryDelay,
        onDelivery: (delivery) => onNotification(new Amqp1Notification(delivery)),
        log: this.#log,
        instruments: this.#instruments,
      }),
    );
  }

  #subscribe(subscription: Amqp1Subscription | Amqp1Tap): Listener {
    if (this.#closed !== undefined) throw transportClosed();
    const listener = this.#subscriptions.add(subscription);
    const { live } = this.#connection;
    if (live === undefined) this.#connection.start();
    else subscription.attach(live, this.#addressing(live));
    return listener;
  }

  tap(targets: readonly Target[], observer: TapObserver): Listener {
    return this.#subscribe(
      new Amqp1Tap({ targets, observer, reattachDelay: this.#retryDelay, log: this.#log }),
    );
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#subscriptions.close();
    this.#senders.close();
    this.#client.close();
    await this.#connection.close();
  }

  #addressing(live: LiveConnection): Amqp1Peer["addressing"] {
    return chooseAddressing(this.#configuration, this.#virtualHost, live.product);
  }

  /** No sender attaches before replies can come. */
  #opened(live: LiveConnection): void {
    const addressing = this.#addressing(live);
    for (const subscription of this.#subscriptions) subscription.attach(live, addressing);
    this.#client.attach(live).then(
      (replyAddress) => {
        if (this.#connection.live !== live) return;
        const peer: Amqp1Peer = { live, addressing, replyAddress };
        this.#replier.peer = peer;
        this.#client.ready(peer);
        this.#senders.ready(peer);
        this.health.connected();
      },
      (error: AmqpError) => {
        if (this.#connection.live !== live) return;
        const { reason, message } = withAdvice(error, live);
        const refusal = `the peer refuses a reply link: ${message}`;
        this.#connection.restart(new AmqpError(reason, refusal, { cause: error }));
      },
    );
  }

  #lost(loss: AmqpError): void {
    const error = explained(loss);
    this.#replier.peer = undefined;
    if (error.hopeless) for (const subscription of this.#subscriptions) subscription.giveUp(error);
    this.#senders.lost(error);
    this.#client.lost(error);
    this.health.lost(connectionError(error));
  }
}
