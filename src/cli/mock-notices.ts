import { notifications } from "../config/groups/notifications.js";
import type { NotificationDescriptor, ServiceDescriptor } from "../definition/descriptor.js";
import type { MockEndpoint } from "../mock/mock-service.js";
import { notificationMessage } from "../notify/message.js";
import { toPriority } from "../notify/priorities.js";
import { Lifetime } from "../time/lifetime.js";
import type { NotificationTransports } from "./notification-transports.js";

interface Notice {
  readonly endpoint: MockEndpoint;
  readonly notification: NotificationDescriptor;
}

interface MockNoticesOptions {
  readonly transports: NotificationTransports;
  /** The exchange of a service; undefined is the configuration's. */
  readonly exchangeOf: (service: ServiceDescriptor) => string | undefined;
  /** Gets a line for each that is sent, or cannot be. */
  readonly tell: (line: string) => void;
}

/** Sends the notifications that the definitions of mocks declare, one after the other, each to its exchange. */
export class MockNotices {
  readonly #notices: readonly Notice[];
  readonly #options: MockNoticesOptions;
  readonly #life = new Lifetime();
  #sent = 0;

  constructor(endpoints: readonly MockEndpoint[], options: MockNoticesOptions) {
    this.#notices = endpoints.flatMap((endpoint) =>
      (endpoint.descriptor.notifications ?? []).map((notification) => ({ endpoint, notification })),
    );
    this.#options = options;
  }

  /** The number of different notifications. */
  get size(): number {
    return this.#notices.length;
  }

  /**
   * Sends one so many seconds after the one before.
   *
   * @throws {UsageError} the transport URL names another exchange for all of them.
   */
  start(seconds: number): void {
    const { transports, exchangeOf } = this.#options;
    for (const { endpoint } of this.#notices) transports.of(exchangeOf(endpoint.descriptor));
    this.#sendAfter(seconds);
  }

  #sendAfter(seconds: number): void {
    this.#life.after(seconds * 1000, async () => {
      await this.#sendNext();
      this.#sendAfter(seconds);
    });
  }

  async stop(): Promise<void> {
    this.#life.end();
    await this.#options.transports.close();
  }

  async #sendNext(): Promise<void> {
    const notice = this.#notices[this.#sent % this.#notices.length];
    if (notice === undefined) return;
    this.#sent += 1;
    const { eventType } = notice.notification;
    try {
      await this.#send(notice);
      this.#options.tell(`notification ${eventType}`);
    } catch (error) {
      this.#options.tell(`notification ${eventType}: ${(error as Error).message}`);
    }
  }

  async #send({ endpoint, notification }: Notice): Promise<void> {
    const { eventType, priorities } = notification;
    const priority = toPriority(priorities[0] ?? "info") ?? "info";
    const publisher = `${endpoint.descriptor.service}.mock`;
    const message = notificationMessage(publisher, eventType, priority, endpoint.nextPayload(notification));
    const { transports, exchangeOf } = this.#options;
    const exchange = exchangeOf(endpoint.descriptor);
    const transport = transports.of(exchange);
    for (const topic of transport.configuration.get(notifications.topics))
      await transport.sendNotification({ topic, exchange }, {}, message, { enveloped: true, retry: 0 });
  }
}
