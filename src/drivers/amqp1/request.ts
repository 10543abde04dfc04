import type { IncomingMessage } from "../../amqp/message.js";
import type { IncomingDelivery } from "../../amqp/receiver.js";
import { JsonError } from "../../json/json-error.js";
import type { Logger } from "../../log/logger.js";
import type { ContextFields } from "../../messaging/request-context.js";
import { monotonicNow } from "../../time/clock.js";
import type { IncomingRequest, Reply, RpcMessage } from "../driver.js";
import { decodeRequest, encodeReply } from "./codec.js";
import type { Replier, ReplyTo } from "./replier.js";

/** A request that came in over AMQP 1.0. */
export class Amqp1Request implements IncomingRequest {
  readonly message: RpcMessage;
  readonly context: ContextFields;
  readonly deadline: number | undefined;
  readonly callMonitorTimeout: number | undefined;
  readonly #delivery: IncomingDelivery;
  readonly #replier: Replier;
  readonly #log: Logger;
  readonly #replyTo: ReplyTo | undefined;

  /** @throws {MalformedMessage} the body is no request. */
  constructor(delivery: IncomingDelivery, incoming: IncomingMessage, replier: Replier, log: Logger) {
    const { message, context, callMonitorTimeout } = decodeRequest(incoming.body);
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

  requeue(): void {
    this.#delivery.release();
  }

  done(): void {
    this.#delivery.done();
  }

  async reply(reply: Reply): Promise<void> {
    if (this.#replyTo === undefined) return;
    await this.#replier.reply(this.#replyTo, this.#encode(reply));
  }

  heartbeat(): void {
    if (this.#replyTo === undefined || this.callMonitorTimeout === undefined) return;
    this.#replier.heartbeat(this.#replyTo, this.callMonitorTimeout);
  }

  /** A result that JSON cannot show is the method's fault, and its caller is told so. */
  #encode(reply: Reply): string {
    try {
      return encodeReply(reply);
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      const { method } = this.message;
      const message = `The answer of method ${method} cannot be written as JSON: ${error.message}`;
      this.#log.error({ method, reason: error.message }, "The answer of a method cannot be written as JSON");
      return encodeReply({
        failure: {
          class: "InvalidResult",
          module: "oslo_rpc.exceptions",
          message,
          tb: [],
          args: [message],
          kwargs: {},
        },
      });
    }
  }
}
