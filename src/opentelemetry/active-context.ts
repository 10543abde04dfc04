import { AsyncLocalStorage } from "node:async_hooks";
import { type Context, createContextKey, context as manager, ROOT_CONTEXT } from "@opentelemetry/api";

const PROBE = createContextKey("oslo-rpc probe");

/**
 * The OpenTelemetry context that runs. It is the one of the program's context manager; where the program has registered
 * none, one that is kept here, so that what a method calls is still its child.
 */
export class ActiveContext {
  readonly #own = new AsyncLocalStorage<Context>();
  #isManaged: boolean | undefined;

  get current(): Context {
    return this.#hasManager() ? manager.active() : (this.#own.getStore() ?? ROOT_CONTEXT);
  }

  run<Result>(context: Context, work: () => Result): Result {
    return this.#hasManager() ? manager.with(context, work) : this.#own.run(context, work);
  }

  /** Asked at the first message: programs register a manager before that. */
  #hasManager(): boolean {
    this.#isManaged ??= manager.with(
      ROOT_CONTEXT.setValue(PROBE, true),
      () => manager.active().getValue(PROBE) === true,
    );
    return this.#isManaged;
  }
}
