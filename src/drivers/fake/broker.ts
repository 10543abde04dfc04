import { getOrInsert } from "../../collections/get-or-insert.js";
import { NotificationQueues } from "./notification-queues.js";
import { Topic } from "./topic.js";

/** Where the messages of `fake://` transports meet: those of one URL share the topics. */
export class FakeBroker {
  readonly notifications: NotificationQueues = new NotificationQueues();
  readonly #topics = new Map<string, Topic>();

  /** The topic of that name in an exchange. */
  topic(exchange: string, name: string): Topic {
    return getOrInsert(this.#topics, `${exchange}\n${name}`, () => new Topic());
  }
}

const brokers = new Map<string, FakeBroker>();

/** The broker of that name in this process. */
export function fakeBroker(name: string): FakeBroker {
  return getOrInsert(brokers, name, () => new FakeBroker());
}
