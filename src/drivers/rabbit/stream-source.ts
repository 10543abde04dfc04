import type { LiveConnection } from "../../amqp/client/live-connection.js";
import { readAvailable } from "../../amqp/client/read-available.js";
import type { IncomingDelivery, ReceiverSource } from "../../amqp/client/receiver.js";
import type { Logger } from "../../log/logger.js";
import { StreamDelivery } from "./stream-delivery.js";
import { readStreamMessage, type StreamMessage } from "./stream-message.js";
import { StreamPosition, type StreamReader } from "./stream-position.js";

/** RabbitMQ's name for the filter that says where in a stream to begin. */
const OFFSET_FILTER = "rabbitmq:stream-offset-spec";

const REPLACED =
  "A stream was deleted and declared anew while it was not consumed from: all that is in the new one counts";
const TRUNCATED = "A stream has lost messages that had come already: what stands in their place now counts";

export interface StreamSourceOptions {
  /** Name of the stream, for the log. */
  readonly stream: string;
  readonly log: Logger;
  /** Gets each message once. */
  readonly onDelivery: (delivery: IncomingDelivery) => void;
}

/**
 * The parts of a stream's consumer beyond that of a queue: where it goes on on each connection, and what came before.
 */
export class StreamSource {
  readonly #options: StreamSourceOptions;
  readonly #position = new StreamPosition();

  constructor(options: StreamSourceOptions) {
    this.#options = options;
  }

  /** The source for a new link. @throws {AmqpError} */
  async find(live: LiveConnection, address: string): Promise<ReceiverSource> {
    const { stream, log } = this.#options;
    const { from, change } = await this.#position.resume(reader(live, address));
    if (change !== undefined) log.warn({ stream, from }, change === "replaced" ? REPLACED : TRUNCATED);
    return { address, filter: { name: OFFSET_FILTER, value: from } };
  }

  /** Whether the stream has a message that has not come, and does not while it is looked for. @throws {AmqpError} */
  async hasMore(live: LiveConnection, address: string): Promise<boolean> {
    const { next } = this.#position;
    if (next === undefined) return false;
    const found = await reader(live, address)(next, 1);
    return found.length > 0 && this.#position.next === next;
  }

  /** Takes what comes on the link. */
  take(delivery: IncomingDelivery): void {
    const { stream, log, onDelivery } = this.#options;
    const own = new StreamDelivery(delivery);
    const message = readStreamMessage(delivery.bytes);
    if (message !== undefined && !this.#position.advance(message)) {
      log.debug({ stream, offset: message.offset }, "A message of a stream that came before is dropped");
      own.done();
      return;
    }
    try {
      onDelivery(own);
    } catch (error) {
      // Settled as it is, nobody else gives its place free.
      own.done();
      throw error;
    }
  }
}

/** Reads a stream over links of their own. */
function reader(live: LiveConnection, address: string): StreamReader {
  return async (start, limit) => {
    const source = { address, filter: { name: OFFSET_FILTER, value: start } };
    const messages = await readAvailable(live, source, limit, readStreamMessage);
    return messages.filter((message): message is StreamMessage => message !== undefined);
  };
}
