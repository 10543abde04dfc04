import { notifications } from "../config/groups/notifications.js";
import type { NotificationDescriptor } from "../definition/descriptor.js";
import type { MockEndpoint } from "../mock/mock-service.js";
import { notificationMessage } from "../notify/message.js";
import { toPriority } from "../notify/priorities.js";
import { Lifetime } from "../time/lifetime.js";
import type { NotificationTransport } from "../transport/notification-transport.js";

interface Notice {
  readonly endpoint: MockEndpoint;
  readonly notification: NotificationDescriptor;
}

/** Sends the notifications that the definitions of mocks declare, one after the other. */
export class MockNotices {
  readonly #transport: NotificationTransport;
  readonly #notices: readonly Notice[];
  readonly #tell: (line: string) => void;
  readonly #life = new Lifetime();
  #sent = 0;

  /** @param tell gets a line for each that is sent, or cannot be */
  constructor(
    transport: NotificationTransport,
    endpoints: readonly MockEndpoint[],
    tell: (line: string) => void,
  ) {
    this.#transport = transport;
    this.#notices = endpoints.flatMap((endpoint) =>
      (endpoint.descriptor.notifications ?? []).map((notification) => ({ endpoint, notification })),
    );
    this.#tell = tell;
  }

  /** The number of different notifications. */
  get size(): number {
    return this.#notices.length;
  }

  /** Sends one so many seconds after the one before. */
  start(seconds: number): void {
    this.#life.after(seconds * 1000, async () => {
      await this.#sendNext();
      this.start(seconds);
    });
  }

  async stop(): Promise<void> {
    this.#life.end();
    await this.#transport.close();
  }

  async #sendNext(): Promise<void> {
    const notice = this.#notices[this.#sent % this.#notices.length];
    if (notice === undefined) return;
    this.#sent += 1;
    const { eventType } = notice.notification;
    try {
      await this.#send(notice);
      this.#tell(`notification ${eventType}`);
    } catch (error) {
      this.#tell(`notification ${eventType}: ${(error as Error).message}`);
    }
  }

  async #send({ endpoint, notification }: Notice): Promise<void> {
    const { eventType, priorities } = notification;
    const priority = toPriority(priorities[0] ?? "info") ?? "info";
    const publisher = `${endpoint.descriptor.service}.mock`;
    const message = notificationMessage(publisher, eventType, priority, endpoint.nextPayload(notification));
    for (const topic of this.#transport.configuration.get(notifications.topics))
      await this.#transport.sendNotification({ topic }, {}, message, { enveloped: true, retry: 0 });
  }
}
