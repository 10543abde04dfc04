import { type Context, ROOT_CONTEXT, type Span, trace } from "@opentelemetry/api";

/**
 * A context with a span and nothing else, as each request has one that came. Those that the API makes are far larger: each has
 * a map and three functions of its own.
 */
export class OneSpanContext implements Context {
  readonly #span: Span;

  constructor(span: Span) {
    this.#span = span;
  }

  getValue(key: symbol): unknown {
    return key === SPAN ? this.#span : undefined;
  }

  setValue(key: symbol, value: unknown): Context {
    if (key === SPAN) return new OneSpanContext(value as Span);
    return trace.setSpan(ROOT_CONTEXT, this.#span).setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return key === SPAN ? ROOT_CONTEXT : this;
  }
}

/** The key of spans in contexts, which the API does not tell but uses. */
const SPAN = keyOfSpans();

function keyOfSpans(): symbol | undefined {
  let found: symbol | undefined;
  const asked: Context = {
    getValue: (key) => {
      found = key;
    },
    setValue: () => asked,
    deleteValue: () => asked,
  };
  trace.getSpan(asked);
  return found;
}
