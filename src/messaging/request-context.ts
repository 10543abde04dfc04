/** The `context` member of a request: what the caller says of itself, by name. */
export type ContextFields = Readonly<Record<string, unknown>>;

/** How long a request is worth working on. */
export interface Deadline {
  /** Seconds until the caller stops waiting; undefined when it does not say. */
  readonly remaining: number | undefined;
  /** Aborted when the caller no longer waits for the answer. */
  readonly signal: AbortSignal;
}

const noDeadline: Deadline = { remaining: undefined, signal: new AbortController().signal };

/** The context a method gets as its first argument, and that a client may pass on with its own calls. */
export class RequestContext {
  /** The fields as they travel, those of oslo.context among them: `user`, `project_id`, `request_id`. */
  readonly fields: ContextFields;
  readonly #deadline: Deadline;

  constructor(fields: ContextFields = {}, deadline: Deadline = noDeadline) {
    this.fields = fields;
    this.#deadline = deadline;
  }

  /** Seconds until the caller stops waiting, never below 0; undefined when it does not say. */
  get remaining(): number | undefined {
    return this.#deadline.remaining;
  }

  /** Aborted when the caller no longer waits for the answer. */
  get signal(): AbortSignal {
    return this.#deadline.signal;
  }
}
