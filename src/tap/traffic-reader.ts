import type {
  TapObserver,
  TappedMessage,
  TappedNotification,
  TappedReply,
  TappedRequest,
  UnseenTraffic,
} from "../drivers/tapped-message.js";
import { PendingCalls } from "./pending-calls.js";
import type { Secrets } from "./secrets.js";
import type { NotificationLine, ReplyLine, RequestLine, TrafficLine } from "./traffic.js";
import {
  admitsNotification,
  admitsReply,
  admitsRequest,
  type TrafficFilter,
  waitsForReply,
} from "./traffic-filter.js";

export interface TrafficReaderOptions {
  readonly filter: TrafficFilter;
  readonly secrets: Secrets;
  /** Gets each line that the filter leaves. */
  readonly show: (line: TrafficLine) => void;
  /** Gets what cannot be seen. */
  readonly blind: (unseen: UnseenTraffic) => void;
}

/** Makes lines of what a tap sees: replies with the method and the time of their calls, secrets masked. */
export class TrafficReader implements TapObserver {
  readonly #options: TrafficReaderOptions;
  readonly #pending = new PendingCalls();
  #seesReplies = true;

  constructor(options: TrafficReaderOptions) {
    this.#options = options;
  }

  blind(unseen: UnseenTraffic): void {
    if (unseen.replies) this.#seesReplies = false;
    this.#options.blind(unseen);
  }

  missed(count: number): void {
    this.#options.show({ type: "missed", time: new Date().toISOString(), count });
  }

  /** Counts what cannot be shown as missed: whoever delivers a batch goes on with the rest of it. */
  seen(message: TappedMessage): void {
    try {
      this.#read(message);
    } catch {
      this.missed(1);
    }
  }

  #read(message: TappedMessage): void {
    switch (message.kind) {
      case "request":
        this.#request(message);
        break;
      case "reply":
        this.#reply(message);
        break;
      case "notification":
        this.#notification(message);
        break;
      case "unreadable": {
        const { target, reason } = message;
        this.#options.show({ type: "unreadable", time: timeOf(message), topic: target?.topic, reason });
        break;
      }
      case "heartbeat":
    }
  }

  #request(seen: TappedRequest): void {
    const { filter, secrets, show } = this.#options;
    const { target, message, context, id, seenAt, size } = seen;
    const { topic, exchange, server, fanout } = target;
    const { method, namespace, version } = message;
    const line: RequestLine = {
      type: id === undefined ? "cast" : "call",
      time: timeOf(seen),
      id,
      topic,
      exchange,
      server,
      fanout,
      method,
      namespace,
      version: version ?? undefined,
      args: secrets.ofArguments(method, message.args),
      context: secrets.of(context),
    };
    if (!admitsRequest(filter, line)) return;
    const isHeld = waitsForReply(filter);
    if (!isHeld) show(line);
    if (id === undefined || !this.#seesReplies) return;
    this.#pending.add(id, { method, topic, fanout, seenAt, size, held: isHeld ? line : undefined });
  }

  #reply(seen: TappedReply): void {
    const { filter, secrets, show } = this.#options;
    const { id, reply, seenAt } = seen;
    const pending = this.#pending.get(id);
    // Of a call that was filtered out, or came before the tap: one cannot tell.
    if (pending === undefined && (filter.methods ?? filter.servers) !== undefined) return;
    const { method, topic, fanout = false } = pending ?? {};
    const line: ReplyLine = {
      type: "reply",
      time: timeOf(seen),
      id,
      method,
      topic,
      elapsed: pending && Math.round((seenAt - pending.seenAt) * 1000) / 1000,
      ...("failure" in reply
        ? { failure: secrets.ofFailure(reply.failure) }
        : { result: secrets.ofResult(method, reply.response ?? null) }),
    };
    const held = pending?.held;
    const isShown = admitsReply(filter, line);
    // A fanout may have more of them.
    if (!fanout) this.#pending.delete(id);
    else if (isShown && pending !== undefined) this.#pending.release(pending);
    if (!isShown) return;
    if (held !== undefined) show(held);
    show(line);
  }

  #notification(seen: TappedNotification): void {
    const { filter, secrets, show } = this.#options;
    const { target, message, context } = seen;
    const { topic, exchange } = target;
    const line: NotificationLine = {
      type: "notification",
      time: timeOf(seen),
      topic,
      exchange,
      message: secrets.ofNotification(message),
      context: secrets.of(context),
    };
    if (admitsNotification(filter, line)) show(line);
  }
}

function timeOf({ seenAt }: TappedMessage): string {
  return new Date(seenAt).toISOString();
}
