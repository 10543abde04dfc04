import { numberedId, numberOfId } from "../amqp/codec/message-writer.js";
import type { MessagingError } from "../errors/messaging-error.js";
import type { Instruments } from "../instruments/instruments.js";
import type { Logger } from "../log/logger.js";
import { onAbort } from "../time/on-abort.js";
import { type Timer, timers } from "../time/timers.js";
import type { Reply, SendOptions } from "./driver.js";
import { noHeartbeat, replyMalformed } from "./send-errors.js";

type CallOptions = Pick<SendOptions, "timeout" | "callMonitorTimeout" | "signal" | "onReply" | "onTaken">;

/** The owner of a call. */
export interface CallOwner {
  /** The call, for messages. */
  readonly what: string;
  /** Makes the error of a call that ran out of time, after so many seconds. */
  timeoutError(seconds: number): MessagingError;
  /** The call has an answer, or an error; told once, perhaps before the call's constructor returns. */
  ended?(answered: boolean): void;
}

/** A call that waits for its reply. It settles once; its timers and its signal's listener end with it. */
export class PendingCall {
  /** The reply, or why there is none. */
  readonly result: Promise<Reply>;
  /** Monotonic ms; undefined when it may wait for ever. */
  readonly deadline: number | undefined;
  readonly #options: CallOptions;
  readonly #owner: CallOwner;
  #resolve!: (reply: Reply) => void;
  #reject!: (error: unknown) => void;
  #timer: Timer | undefined;
  #monitor: Timer | undefined;
  #ignoreAbort: (() => void) | undefined;
  #settled = false;

  constructor(options: CallOptions, owner: CallOwner) {
    const { timeout } = options;
    this.#options = options;
    this.#owner = owner;
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (timeout !== undefined) {
      // Whole ms are kept in place, others as an object of their own; rounded up, a caller would seem to wait longer
      // than it says.
      this.deadline = Math.floor(performance.now() + timeout * 1000);
      this.#timer = timers.at(this.deadline, expire, this);
    }
    if (options.signal !== undefined) this.#listenTo(options.signal);
    this.restartMonitor();
  }

  /** Apart from the constructor: what a function in there can see, each call would keep. */
  #listenTo(signal: AbortSignal): void {
    if (signal.aborted) this.fail(signal.reason);
    else this.#ignoreAbort = onAbort(signal, () => this.fail(signal.reason));
  }

  /** Seconds between the heartbeats the server is asked for. */
  get callMonitorTimeout(): number | undefined {
    return this.#options.callMonitorTimeout;
  }

  /** True when the call may have many answers. */
  get gathers(): boolean {
    return this.#options.onReply !== undefined;
  }

  get settled(): boolean {
    return this.#settled;
  }

  /** The peer has the request. */
  taken(): void {
    if (!this.#settled) this.#options.onTaken?.();
  }

  /** Ends the call with the server's answer, unless it gathers all answers there are. */
  answer(reply: Reply): void {
    if (this.#settled) return;
    const { onReply } = this.#options;
    if (onReply !== undefined) {
      onReply(reply);
      return;
    }
    this.#end(true);
    this.#resolve(reply);
  }

  /** Ends the call without one. */
  fail(error: unknown): void {
    if (this.#settled) return;
    this.#end(false);
    this.#reject(error);
  }

  /** The call's time is up. */
  expire(): void {
    const { timeout } = this.#options;
    if (timeout !== undefined) this.fail(this.#owner.timeoutError(timeout));
  }

  /** The server has shown a sign of life: the time until the next one begins anew. The deadline stays. */
  restartMonitor(): void {
    const { callMonitorTimeout } = this.#options;
    if (!callMonitorTimeout || this.#settled) return;
    this.#monitor?.cancel();
    this.#monitor = timers.after(callMonitorTimeout * 1000, () =>
      this.fail(noHeartbeat(this.#owner.what, callMonitorTimeout)),
    );
  }

  #end(answered: boolean): void {
    this.#settled = true;
    this.#timer?.cancel();
    this.#monitor?.cancel();
    this.#ignoreAbort?.();
    this.#owner.ended?.(answered);
  }
}

function expire(call: PendingCall): void {
  call.expire();
}

/** Free places that may always be there. */
const FREE_PLACES = 64;

/**
 * The calls whose replies can still come, each in a place of its own. The id that a reply names begins with the number of
 * that place. A `Map` would keep every call that has ever been in it for a while: see `LinkedList`.
 */
export class ExpectedReplies {
  #ids: (string | undefined)[] = [];
  #calls: (PendingCall | undefined)[] = [];
  /** Places that are free. */
  #free: number[] = [];
  readonly #log: Logger;
  readonly #instruments: Instruments | undefined;
  /** Replies that were dropped, as nobody waits for them. */
  #unwanted = 0;

  constructor(log: Logger, instruments?: Instruments) {
    this.#log = log;
    this.#instruments = instruments;
  }

  /** @returns the id for the reply to name, which nobody else can guess */
  expect(call: PendingCall): string {
    const place = this.#free.pop() ?? this.#calls.length;
    const id = numberedId(place);
    this.#ids[place] = id;
    this.#calls[place] = call;
    return id;
  }

  has(id: string): boolean {
    return this.#find(id) !== undefined;
  }

  forget(id: string): void {
    const place = numberOfId(id);
    if (this.#ids[place] !== id) return;
    this.#ids[place] = undefined;
    this.#calls[place] = undefined;
    this.#free.push(place);
    // As many as there were once may be far more than there ever are again.
    if (this.#free.length > FREE_PLACES && this.#free.length === this.#calls.length) this.clear();
  }

  clear(): void {
    this.#ids = [];
    this.#calls = [];
    this.#free = [];
  }

  #find(id: string): PendingCall | undefined {
    const place = numberOfId(id);
    return this.#ids[place] === id ? this.#calls[place] : undefined;
  }

  /**
   * Gives a reply to its call, whose owner forgets it when it has ended. Returns false when no call waits for it, which
   * is logged.
   *
   * @param read reads the message; undefined for a heartbeat
   */
  answer<Message>(
    id: string | undefined,
    message: Message,
    read: (message: Message) => Reply | undefined,
  ): boolean {
    const call = id === undefined ? undefined : this.#find(id);
    if (call === undefined) {
      const fields = { correlationId: id, count: ++this.#unwanted };
      this.#instruments?.happened({ type: "late-reply" });
      this.#log.warn(fields, "A reply to no call of this client, or to one that has ended");
      return false;
    }
    try {
      const reply = read(message);
      if (reply === undefined) {
        this.#instruments?.happened({ type: "heartbeat-received" });
        call.restartMonitor();
        return true;
      }
      call.answer(reply);
    } catch (error) {
      call.fail(replyMalformed(error));
    }
    return true;
  }
}
