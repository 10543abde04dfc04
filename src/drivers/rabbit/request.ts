import type { IncomingDelivery } from "../../amqp/client/receiver.js";
import type { Instruments } from "../../instruments/instruments.js";
import type { Logger } from "../../log/logger.js";
import type { ContextFields } from "../../messaging/request-context.js";
import type { IncomingRequest, Reply, RpcMessage } from "../driver.js";
import { writeReply } from "../message-body.js";
import { type DecodedRequest, encodeHeartbeat, encodeReply } from "./codec.js";
import type { RecentIds } from "./recent-ids.js";
import type { RabbitReplier } from "./replier.js";

export interface RabbitRequestOptions {
  /** Monotonic ms at which the caller stops waiting; only calls have one. */
  readonly deadline: number | undefined;
  readonly replier: RabbitReplier;
  readonly log: Logger;
  readonly instruments: Instruments | undefined;
  /** Requests that were taken. */
  readonly taken: RecentIds;
}

/** A request that came in from a queue. */
export class RabbitRequest implements IncomingRequest {
  readonly message: RpcMessage;
  readonly context: ContextFields;
  readonly deadline: number | undefined;
  readonly callMonitorTimeout: number | undefined;
  readonly #delivery: IncomingDelivery;
  readonly #replier: RabbitReplier;
  readonly #log: Logger;
  readonly #instruments: Instruments | undefined;
  readonly #reply: DecodedRequest["reply"];
  readonly #uniqueId: string | undefined;
  readonly #taken: RecentIds;

  constructor(delivery: IncomingDelivery, decoded: DecodedRequest, options: RabbitRequestOptions) {
    const { message, context, callMonitorTimeout, reply, uniqueId } = decoded;
    const { deadline, replier, log, taken, instruments } = options;
    this.message = message;
    this.context = context;
    this.callMonitorTimeout = callMonitorTimeout;
    this.deadline = deadline;
    this.#delivery = delivery;
    this.#replier = replier;
    this.#log = log;
    this.#instruments = instruments;
    this.#uniqueId = uniqueId;
    this.#taken = taken;
    if (reply === undefined) return;
    if (replier.accepts(reply.replyQueue)) this.#reply = reply;
    else
      log.warn(
        { queue: reply.replyQueue },
        "A request asks for its reply in a queue that is not for replies",
      );
  }

  get expectsReply(): boolean {
    return this.#reply !== undefined;
  }

  /** True when it was taken before: the broker was lost before it knew that we have it, and delivers it again. */
  get isRepeated(): boolean {
    return this.#uniqueId !== undefined && this.#taken.has(this.#uniqueId);
  }

  /** One that is repeated is settled, and not taken. */
  acknowledge(): boolean {
    if (this.isRepeated) {
      this.#instruments?.happened({ type: "redelivery", of: "request" });
      this.#log.warn({ uniqueId: this.#uniqueId }, "A request that came before is dropped");
      this.#delivery.accept();
      this.#delivery.done();
      return false;
    }
    if (!this.#delivery.accept()) return false;
    if (this.#uniqueId !== undefined) this.#taken.add(this.#uniqueId);
    return true;
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

  /** Not asynchronous: what follows is. */
  reply(reply: Reply): Promise<void> {
    if (this.#reply === undefined) return Promise.resolve();
    const { replyQueue: queue, msgId } = this.#reply;
    const body = writeReply(this.message, reply, (answer) => encodeReply(msgId, answer), this.#log);
    return this.#replier.reply({ queue, deadline: this.deadline }, body);
  }

  heartbeat(): void {
    if (this.#reply === undefined || this.callMonitorTimeout === undefined) return;
    const { replyQueue, msgId } = this.#reply;
    this.#replier.heartbeat(replyQueue, encodeHeartbeat(msgId), this.callMonitorTimeout);
  }
}
