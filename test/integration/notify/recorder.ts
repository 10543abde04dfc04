import { EventEmitter, once } from "node:events";
import type { RequestContext } from "../../../src/index.js";
import type {
  BatchNotificationEndpoint,
  NotificationAnswer,
  NotificationEndpoint,
  NotificationFilter,
  NotificationMetadata,
  ReceivedNotification,
} from "../../../src/notify/index.js";

/** A notification as an endpoint got it. */
export interface Seen {
  readonly severity: string;
  readonly ctx: RequestContext;
  readonly publisherId: string | null;
  readonly eventType: string;
  readonly payload: unknown;
  readonly metadata: NotificationMetadata;
}

/** Keeps what comes in, by turns of a promise that a test can wait for. */
export class Arrivals<T> {
  readonly all: T[] = [];
  readonly #emitter = new EventEmitter();

  add(item: T): void {
    this.all.push(item);
    this.#emitter.emit("arrival");
  }

  /** Resolves when so many have come in, with all of them. */
  async atLeast(count: number): Promise<readonly T[]> {
    const signal = AbortSignal.timeout(20_000);
    while (this.all.length < count) await once(this.#emitter, "arrival", { signal });
    return this.all;
  }
}

/** An endpoint of every severity, which answers as it is told. */
export class Recorder implements NotificationEndpoint {
  readonly arrivals = new Arrivals<Seen>();
  readonly filterRule: NotificationFilter | undefined;
  readonly audit = this.#method("audit");
  readonly debug = this.#method("debug");
  readonly info = this.#method("info");
  readonly warn = this.#method("warn");
  readonly error = this.#method("error");
  readonly critical = this.#method("critical");
  readonly sample = this.#method("sample");
  readonly #answer: (seen: Seen) => NotificationAnswer;

  constructor(answer: (seen: Seen) => NotificationAnswer = () => {}, filterRule?: NotificationFilter) {
    this.#answer = answer;
    this.filterRule = filterRule;
  }

  #method(severity: string): NonNullable<NotificationEndpoint["info"]> {
    return (ctx, publisherId, eventType, payload, metadata) => {
      const seen = { severity, ctx, publisherId, eventType, payload, metadata };
      this.arrivals.add(seen);
      return this.#answer(seen);
    };
  }
}

/** An endpoint for batches of info and error. */
export class BatchRecorder implements BatchNotificationEndpoint {
  readonly arrivals = new Arrivals<readonly ReceivedNotification[]>();
  readonly #answer: (batch: readonly ReceivedNotification[]) => NotificationAnswer;

  constructor(answer: (batch: readonly ReceivedNotification[]) => NotificationAnswer = () => {}) {
    this.#answer = answer;
  }

  info(batch: readonly ReceivedNotification[]): NotificationAnswer {
    this.arrivals.add(batch);
    return this.#answer(batch);
  }

  error(batch: readonly ReceivedNotification[]): NotificationAnswer {
    return this.info(batch);
  }
}
