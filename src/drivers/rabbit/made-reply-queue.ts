import { AmqpReceiver, type IncomingDelivery, type MadeSource } from "../../amqp/client/receiver.js";
import type { AmqpError } from "../../amqp/codec/amqp-error.js";
import { randomId } from "../../amqp/codec/message-writer.js";
import type { Logger } from "../../log/logger.js";
import { queueOf } from "./addresses.js";
import type { RabbitPeer } from "./peer.js";
import type { ReplyPath } from "./reply-path.js";

/** Calls that may be under way: RabbitMQ drops a reply for which it has no credit, and no room in the session. */
export const MOST_CALLS = 1_000;
/** Replies and heartbeats the broker may have on the way; half of it may be used up before there is more. */
const CREDIT = 4 * MOST_CALLS;

/** Direct reply-to: replies go to the link itself, and wait nowhere. */
const DIRECT: MadeSource = {
  capabilities: ["rabbitmq:volatile-queue"],
  expiryPolicy: "link-detach",
  settled: true,
};
/** A queue that the broker declares in the attach, and deletes with the link. */
const DYNAMIC: MadeSource = { capabilities: ["temporary-queue"] };

/** The shortest path of replies that a broker of that version offers; undefined when it makes no queue by itself. */
export function madeSource({ version: [major, minor] }: RabbitPeer): MadeSource | undefined {
  if (major > 4 || (major === 4 && minor >= 2)) return DIRECT;
  return major === 4 && minor === 1 ? DYNAMIC : undefined;
}

export interface MadeReplyQueueOptions {
  readonly onDelivery: (delivery: IncomingDelivery) => void;
  /** No reply to what was sent can come any more. */
  readonly onGone: (why: string) => void;
  /** The broker has ended the link: another has to be attached. */
  readonly onDetached: () => void;
  readonly log: Logger;
}

/** Receives replies over a queue that the broker makes for one link. Nothing of it outlives the link. */
export class MadeReplyQueue implements ReplyPath {
  readonly #options: MadeReplyQueueOptions;
  #name = "";

  constructor(options: MadeReplyQueueOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#name;
  }

  /** @throws {AmqpError} the broker makes none, the user may not read from it, or the connection is lost. */
  async attach(peer: RabbitPeer): Promise<void> {
    this.#name = queueOf(await this.#newReceiver().attach(peer.live, madeSource(peer) ?? DYNAMIC));
  }

  lost(error: AmqpError): void {
    this.#options.onGone(error.message);
  }

  /** The transport's connection is closed right after: to detach first takes time, and tells the broker nothing. */
  close(): void {}

  /** One for each link: it tells of a link that is ended, not of one that was refused, as `attach` does. */
  #newReceiver(): AmqpReceiver {
    const { onDelivery, onGone, onDetached, log } = this.#options;
    return new AmqpReceiver({
      name: `replies-${randomId()}`,
      credit: CREDIT,
      reattachDelay: 0,
      log,
      onDelivery,
      onDetached: ({ message }) => {
        onGone(message);
        onDetached();
        return false;
      },
    });
  }
}
