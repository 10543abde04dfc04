import { type Context, createContextKey, context as manager, ROOT_CONTEXT } from "@opentelemetry/api";

const PROBE = createContextKey("oslo-rpc probe");

/** True when the program has registered a context manager, which keeps the context that runs. */
export function hasContextManager(): boolean {
  return manager.with(ROOT_CONTEXT.setValue(PROBE, true), () => manager.active().getValue(PROBE) === true);
}

/** The context that runs; an empty one where no context manager keeps any. */
export function activeContext(): Context {
  return manager.active();
}

/** Runs the work within the context, so that it is the active one of all that the work begins. */
export function runWithin<Result>(context: Context, work: () => Result): Result {
  return manager.with(context, work);
}
