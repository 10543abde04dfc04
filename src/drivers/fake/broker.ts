import { NotificationQueues } from "./notification-queues.js";
import { Topic } from "./topic.js";

/** Where the messages of `fake://` transports meet: those of one URL share the topics. */
export class FakeBroker {
  readonly notifications: NotificationQueues = new NotificationQueues();
  readonly #topics = new Map<string, Topic>();

  /** The topic of that name in an exchange. */
  topic(exchange: string, name: string): Topic {
    const key = `${exchange}\n${name}`;
    let topic = this.#topics.get(key);
    if (topic === undefined) {
      topic = new Topic();
      this.#topics.set(key, topic);
    }
    return topic;
  }
}

const brokers = new Map<string, FakeBroker>();

/** The broker of that name in this process. */
export function fakeBroker(name: string): FakeBroker {
  let broker = brokers.get(name);
  if (broker === undefined) {
    broker = new FakeBroker();
    brokers.set(name, broker);
  }
  return broker;
}
