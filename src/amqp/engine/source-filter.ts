import rhea from "rhea";

const { types } = rhea;

/** Names a part of what a source has, as its node understands it. */
export interface SourceFilter {
  /** The key of the filter, and the descriptor of its value. */
  readonly name: string;
  /** A text, or an integer from 0 on. */
  readonly value: string | number;
}

/** The filter set of a source (AMQP 1.0, part 3.5.8). Some nodes go by the key, others by the descriptor. */
export function filterSet({ name, value }: SourceFilter): Readonly<Record<string, unknown>> {
  const typed = typeof value === "number" ? types.wrap_ulong(value) : types.wrap_string(value);
  return { [name]: types.wrap_described(typed, name) };
}
