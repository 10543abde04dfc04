import type { IncomingRequest } from "../driver.js";
import { NotificationQueues } from "./notification-queues.js";

/** A consumer of a queue: one server's subscription. */
export interface Consumer {
  readonly server: string;
  readonly onRequest: (request: IncomingRequest) => void;
}

/** A topic of an exchange: requests wait in it until a server takes them. */
class Topic {
  readonly consumers: Consumer[] = [];
  /** Requests nobody serves yet: to any server, or to the one named. */
  waiting: { readonly request: IncomingRequest; readonly server: string | undefined }[] = [];
  #next = 0;

  /** The server named, or each in turn. */
  choose(server: string | undefined): Consumer | undefined {
    if (server !== undefined) return this.consumers.find((consumer) => consumer.server === server);
    return this.consumers[this.#next++ % this.consumers.length];
  }
}

/** Where the messages of `fake://` transports meet: those of one URL share the topics. */
export class FakeBroker {
  readonly notifications: NotificationQueues = new NotificationQueues();
  readonly #topics = new Map<string, Topic>();

  /** Hands a request to one server, or keeps it until there is one. */
  route(exchange: string, topicName: string, server: string | undefined, request: IncomingRequest): void {
    const topic = this.#topic(exchange, topicName);
    const consumer = topic.choose(server);
    if (consumer === undefined) topic.waiting.push({ request, server });
    else consumer.onRequest(request);
  }

  /** Hands a request of its own to each server that is there. */
  fanout(exchange: string, topicName: string, makeRequest: () => IncomingRequest): void {
    for (const consumer of [...this.#topic(exchange, topicName).consumers]) consumer.onRequest(makeRequest());
  }

  /** Forgets a request that still waits. */
  withdraw(exchange: string, topicName: string, request: IncomingRequest): void {
    const topic = this.#topic(exchange, topicName);
    topic.waiting = topic.waiting.filter((entry) => entry.request !== request);
  }

  /** Adds a server, which gets what waits for it. Returns what removes it again. */
  subscribe(exchange: string, topicName: string, consumer: Consumer): () => void {
    const topic = this.#topic(exchange, topicName);
    topic.consumers.push(consumer);
    const waiting = topic.waiting;
    topic.waiting = [];
    for (const { request, server } of waiting) this.route(exchange, topicName, server, request);
    return () => {
      const index = topic.consumers.indexOf(consumer);
      if (index >= 0) topic.consumers.splice(index, 1);
    };
  }

  #topic(exchange: string, name: string): Topic {
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
