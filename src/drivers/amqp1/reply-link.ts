import type { LiveConnection } from "../../amqp/client/live-connection.js";
import { AmqpReceiver, type IncomingDelivery } from "../../amqp/client/receiver.js";
import { bodyText, decodeMessage, decodeString } from "../../amqp/codec/message.js";
import type { Logger } from "../../log/logger.js";
import type { ExpectedReplies } from "../expected-replies.js";
import { DECODE_ERROR, isUnreadable } from "../malformed-message.js";
import { randomId } from "../random-id.js";
import { decodeReply } from "./codec.js";

/** Options of a reply link. */
export interface ReplyLinkOptions {
  /** Replies the peer may have on the way (`reply_link_credit`). */
  readonly credit: number;
  readonly replies: ExpectedReplies;
  readonly log: Logger;
  /** The peer has detached the link: its address is gone, and with it every reply under way. */
  readonly onDetached: () => void;
}

/** Receives the replies to all calls of a transport. */
export class ReplyLink {
  readonly #receiver: AmqpReceiver;
  readonly #log: Logger;
  readonly #replies: ExpectedReplies;
  /** Where the peer puts replies, once it has said so. */
  #address: string | undefined;

  constructor({ credit, replies, log, onDetached }: ReplyLinkOptions) {
    this.#replies = replies;
    this.#log = log;
    this.#receiver = new AmqpReceiver({
      name: `openstack.org/om/receiver/[rpc-response]/${randomId()}`,
      credit,
      reattachDelay: 0,
      log,
      onDelivery: (delivery) => this.#onDelivery(delivery),
      onDetached: () => {
        onDetached();
        return false;
      },
    });
  }

  /** Attaches on a new connection; resolves with the address the peer gives it. @throws {AmqpError} */
  async attach(live: LiveConnection): Promise<string> {
    this.#address = await this.#receiver.attach(live, null, "rpc-response");
    return this.#address;
  }

  close(): void {
    void this.#receiver.close();
    this.#replies.clear();
  }

  #onDelivery(delivery: IncomingDelivery): void {
    let messageId: string | undefined;
    let body: string | null;
    try {
      const message = decodeMessage(delivery.bytes);
      messageId = decodeString(message.correlationId);
      body = bodyText(message);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      const fields = { address: this.#address, reason: error.message };
      this.#log.warn(fields, "A reply that cannot be read is rejected");
      delivery.reject(DECODE_ERROR, error.message);
      return;
    }
    const read = () => (body === null ? undefined : decodeReply(body));
    const isWanted = this.#replies.answer(messageId, read);
    if (isWanted) delivery.accept();
    else delivery.modify({ deliveryFailed: true, undeliverableHere: true });
  }
}
