import type { ContextFields } from "../messaging/request-context.js";
import type { OperationObserver, OperationResult } from "./instrumentation.js";

const NO_OBSERVERS: readonly OperationObserver[] = [];

/** An operation under way, with all that observe it. */
export class StartedOperation {
  readonly #first: OperationObserver;
  /** Nearly always none: no list is made for each message then. */
  #others = NO_OBSERVERS;
  #contextFields: ContextFields | undefined;
  readonly #onFault: (error: unknown) => void;
  #isEnded = false;

  /** @param onFault told of what observers throw */
  constructor(observer: OperationObserver, onFault: (error: unknown) => void) {
    this.#first = observer;
    this.#contextFields = observer.contextFields;
    this.#onFault = onFault;
  }

  add(observer: OperationObserver): void {
    const { contextFields } = observer;
    if (contextFields !== undefined) this.#contextFields = { ...this.#contextFields, ...contextFields };
    this.#others = [...this.#others, observer];
  }

  /** The fields as they are to be sent, or as the method gets them. */
  contextOf(fields: ContextFields): ContextFields {
    const more = this.#contextFields;
    if (more === undefined) return fields;
    for (const _ in fields) return { ...fields, ...more };
    return more;
  }

  /** True when an observer wants something around the operation. */
  get hasSurroundings(): boolean {
    return this.#first.run !== undefined || this.#others.some(({ run }) => run !== undefined);
  }

  /** Runs the operation within what its observers want around it, the first one's outermost. */
  run<Result>(work: () => Result): Result {
    let all = work;
    for (const observer of [this.#first, ...this.#others].reverse()) {
      if (observer.run !== undefined) all = this.#within(observer, all);
    }
    return all();
  }

  /** Tells the end; only the first one counts. */
  ended(result: OperationResult, error?: unknown): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#tell(this.#first, result, error);
    for (const observer of this.#others) this.#tell(observer, result, error);
  }

  #tell(observer: OperationObserver, result: OperationResult, error: unknown): void {
    try {
      observer.ended(result, error);
    } catch (fault) {
      this.#onFault(fault);
    }
  }

  /** Whatever the observer does, the work runs once and in this turn, and what it comes to is the operation's. */
  #within<Result>(observer: OperationObserver, work: () => Result): () => Result {
    return () => {
      const once = new Once(work);
      try {
        const returned = observer.run?.(once.run);
        if (!once.hasRun) this.#onFault(new Error("An observer's run has not run its operation at once"));
        if (returned !== once.result) void this.#heed(returned, once);
      } catch (fault) {
        if (!once.hasThrown(fault)) this.#onFault(fault);
      }
      return once.end();
    };
  }

  /** An observer may have made a promise of its own, which nobody else waits for. */
  async #heed(returned: unknown, once: Once<unknown>): Promise<void> {
    try {
      await returned;
    } catch (fault) {
      if (once.hasThrown(fault)) return;
      const own = await Promise.resolve(once.result).catch((error: unknown) => error);
      if (own !== fault) this.#onFault(fault);
    }
  }
}

/** Work that runs once, however often it is asked to. */
class Once<Result> {
  readonly #work: () => Result;
  #failure: { readonly error: unknown } | undefined;
  #isOver = false;
  hasRun = false;
  result: Result | undefined;

  constructor(work: () => Result) {
    this.#work = work;
  }

  readonly run = (): Result => {
    if (!this.hasRun) {
      this.hasRun = true;
      try {
        this.result = this.#work();
      } catch (error) {
        this.#failure = { error };
      }
    }
    if (this.#failure !== undefined && !this.#isOver) throw this.#failure.error;
    return this.result as Result;
  };

  /** The last one whose asking counts: who asks later, of a timer maybe, must not end the program by what it has thrown. */
  end(): Result {
    try {
      return this.run();
    } finally {
      this.#isOver = true;
    }
  }

  hasThrown(error: unknown): boolean {
    return this.#failure !== undefined && this.#failure.error === error;
  }
}
