import type { LiveConnection } from "../../amqp/client/live-connection.js";
import { AmqpReceiver, type IncomingDelivery } from "../../amqp/client/receiver.js";
import { decodeMessage, decodeString, type IncomingMessage } from "../../amqp/codec/message.js";
import type { Logger } from "../../log/logger.js";
import { replyMalformed } from "../delivery-messages.js";
import { DECODE_ERROR, isUnreadable } from "../malformed-message.js";
import type { PendingCall } from "../pending-call.js";
import { randomId } from "../random-id.js";
import { decodeReply } from "./codec.js";

/** How a reply link is made. */
export interface ReplyLinkOptions {
  /** Replies the peer may have on the way (`reply_link_credit`). */
  readonly credit: number;
  readonly log: Logger;
  /** The peer has detached the link: its address is gone, and with it every reply under way. */
  readonly onDetached: () => void;
}

/** Receives the replies to all calls of a transport, and knows which call each belongs to. */
export class ReplyLink {
  readonly #receiver: AmqpReceiver;
  readonly #log: Logger;
  /** The calls that were sent, by message id. */
  readonly #calls = new Map<string, PendingCall>();
  /** Where the peer puts replies, once it has said so. */
  #address: string | undefined;
  /** Replies that were dropped, as nobody waits for them. */
  #unwanted = 0;

  constructor({ credit, log, onDetached }: ReplyLinkOptions) {
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

  /** Expects a reply under that message id. */
  expect(messageId: string, call: PendingCall): void {
    this.#calls.set(messageId, call);
  }

  /** True while a reply under that message id can still come. */
  expects(messageId: string): boolean {
    return this.#calls.has(messageId);
  }

  /** Expects it no longer. */
  forget(messageId: string): void {
    this.#calls.delete(messageId);
  }

  /** The connection is gone: no reply to what was sent on it can come any more. */
  lost(): void {
    this.#calls.clear();
  }

  close(): void {
    void this.#receiver.close();
    this.#calls.clear();
  }

  #onDelivery(delivery: IncomingDelivery): void {
    let message: IncomingMessage;
    let messageId: string | undefined;
    try {
      message = decodeMessage(delivery.bytes);
      messageId = decodeString(message.correlationId);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      const fields = { address: this.#address, reason: error.message };
      this.#log.warn(fields, "A reply that cannot be read is rejected");
      delivery.reject(DECODE_ERROR, error.message);
      return;
    }
    const call = messageId === undefined ? undefined : this.#calls.get(messageId);
    if (messageId === undefined || call === undefined) {
      this.#log.warn(
        { correlationId: messageId, count: ++this.#unwanted },
        "A reply to no call of this client, or to one that has ended",
      );
      delivery.modify({ deliveryFailed: true, undeliverableHere: true });
      return;
    }
    delivery.accept();
    if (message.body === null) {
      call.restartMonitor();
      return;
    }
    if (!call.gathers) this.#calls.delete(messageId);
    try {
      call.answer(decodeReply(message.body));
    } catch (error) {
      call.fail(replyMalformed(error));
    }
  }
}
