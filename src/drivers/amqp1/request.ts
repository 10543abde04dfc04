import type { IncomingDelivery } from "../../amqp/client/receiver.js";
import type { IncomingMessage } from "../../amqp/codec/message.js";
import type { Logger } from "../../log/logger.js";
import type { ContextFields } from "../../messaging/request-context.js";
import { monotonicNow } from "../../time/clock.js";
import type { IncomingRequest, Reply, RpcMessage } from "../driver.js";
import { writeReply } from "../write-reply.js";
import { decodeRequest, encodeReply } from "./codec.js";
import type { Amqp1Replier, ReplyTo } from "./replier.js";

/** A request that came in over AMQP 1.0. */
export class Amqp1Request implements IncomingRequest {
  readonly message: RpcMessage;
  readonly context: ContextFields;
  readonly deadline: number | undefined;
  readonly callMonitorTimeout: number | undefined;
  readonly #delivery: IncomingDelivery;
  readonly #replier: Amqp1Replier;
  readonly #log: Logger;
  readonly #replyTo: ReplyTo | undefined;

  /** @throws {MalformedMessage} the body is no request. */
  constructor(delivery: IncomingDelivery, incoming: IncomingMessage, replier: Amqp1Replier, log: Logger) {
    const { message, context, callMonitorTimeout } = decodeRequest(incoming);
    const { ttl, replyTo, messageId } = incoming;
    this.message = message;
    this.context = context;
    this.callMonitorTimeout = callMonitorTimeout;
    this.deadline = ttl === undefined ? undefined : monotonicNow() + ttl;
    this.#delivery = delivery;
    this.#replier = replier;
    this.#log = log;
    if (replyTo === undefined) return;
    if (replier.accepts(replyTo)) this.#replyTo = { address: replyTo, messageId };
    else log.warn({ address: replyTo }, "A request asks for its reply at an address that is not for replies");
  }

  get expectsReply(): boolean {
    return this.#replyTo !== undefined;
  }

  acknowledge(): boolean {
    return this.#delivery.accept();
  }

  onWithdrawn(tell: () => void): void {
    this.#delivery.onWithdrawn(tell);
  }

  requeue(): void {
    this.#delivery.release();
  }

  done(): void {
    this.#delivery.done();
  }

  async reply(reply: Reply): Promise<void> {
    if (this.#replyTo === undefined) return;
    const body = writeReply(this.message, reply, encodeReply, this.#log);
    await this.#replier.reply(this.#replyTo, body);
  }

  heartbeat(): void {
    if (this.#replyTo === undefined || this.callMonitorTimeout === undefined) return;
    void this.#replier.heartbeat(this.#replyTo, this.callMonitorTimeout);
  }
}
