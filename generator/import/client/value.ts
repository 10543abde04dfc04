import type { Parameter } from "../python/syntax.js";

/** A constant that a variable may hold. */
export type Scalar = string | number | bigint | boolean | null;

/** A value as far as it is known while a client's method is followed without running it. */
export type Value =
  | { readonly kind: "unknown" }
  /** One of these, on whichever way the method takes. */
  | { readonly kind: "scalars"; readonly values: readonly Scalar[] }
  | { readonly kind: "sequence"; readonly items: readonly Value[] }
  | DictValue
  /** A value that the caller of the client's method gave. */
  | { readonly kind: "parameter"; readonly parameter: Parameter }
  | PreparedValue
  /** `client.call` or `client.cast`, not called yet. */
  | { readonly kind: "send"; readonly ways: readonly Way[]; readonly prepared: PreparedValue }
  /** One of these methods of the class itself, not called yet. */
  | { readonly kind: "own"; readonly methods: readonly string[] };

export type Way = "call" | "cast";

/** A dict with known keys. Statements change it. */
export interface DictValue {
  readonly kind: "dict";
  readonly members: Map<string, Member>;
  /** True when it may have others. */
  isOpen: boolean;
}

/** A member of a dict. */
export interface Member {
  readonly value: Value;
  /** True when it is there on some ways only. */
  readonly isOptional: boolean;
  /** The version from which on it is sent. */
  readonly since?: string;
}

/** A client with what `prepare` set. */
export interface PreparedValue {
  readonly kind: "prepared";
  readonly version?: Value;
  readonly namespace?: Value;
  readonly topic?: Value;
  readonly isFanout: boolean;
}

export const UNKNOWN: Value = { kind: "unknown" };
export const PLAIN_CLIENT: PreparedValue = { kind: "prepared", isFanout: false };

export function scalar(value: Scalar): Value {
  return { kind: "scalars", values: [value] };
}

/** The strings that a value may be; undefined when it may be something else. */
export function stringsOf(value: Value | undefined): readonly string[] | undefined {
  if (value?.kind === "sequence") {
    const lists = value.items.map(stringsOf);
    return lists.every((list) => list !== undefined) ? lists.flat() : undefined;
  }
  if (value?.kind !== "scalars") return undefined;
  const texts = value.values.filter((each) => typeof each === "string");
  return texts.length === value.values.length ? texts : undefined;
}

/** The part that is known when it is one of several values. */
export function eitherOf(values: readonly Value[]): Value {
  const [first, ...others] = values;
  if (first === undefined) return UNKNOWN;
  return others.reduce(either, first);
}

function either(left: Value, right: Value): Value {
  if (left === right) return left;
  if (left.kind === "parameter" && right.kind === "parameter" && left.parameter === right.parameter)
    return left;
  if (left.kind === "send" && right.kind === "send") {
    return { ...left, ways: [...new Set([...left.ways, ...right.ways])] };
  }
  if (left.kind === "own" && right.kind === "own") {
    return { kind: "own", methods: [...new Set([...left.methods, ...right.methods])] };
  }
  if (left.kind === "prepared" && right.kind === "prepared") return eitherPrepared(left, right);
  // What else stands for a client, as one that stays in the process does, is asked for the same.
  if (left.kind === "prepared" && right.kind === "unknown") return left;
  if (left.kind === "unknown" && right.kind === "prepared") return right;
  const [some, more] = [scalarsOf(left), scalarsOf(right)];
  if (some === undefined || more === undefined) return UNKNOWN;
  return { kind: "scalars", values: [...new Set([...some, ...more])] };
}

function scalarsOf(value: Value): readonly Scalar[] | undefined {
  return value.kind === "scalars" ? value.values : stringsOf(value);
}

function eitherPrepared(left: PreparedValue, right: PreparedValue): PreparedValue {
  const both = (name: "version" | "namespace" | "topic") => {
    const [one, other] = [left[name], right[name]];
    if (one === undefined && other === undefined) return {};
    return { [name]: one === undefined || other === undefined ? (one ?? other) : either(one, other) };
  };
  return {
    kind: "prepared",
    isFanout: left.isFanout || right.isFanout,
    ...both("version"),
    ...both("namespace"),
    ...both("topic"),
  };
}
