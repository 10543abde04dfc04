import type { JsonSchema } from "../definition/descriptor.js";
import { isJsonObject, itemsOf, membersOf } from "../json/json-object.js";

/** Returns the value itself where no default applies, a copy otherwise. */
export type DefaultsApplier = (value: unknown) => unknown;

/** Finds what a `$ref` leads to. */
type Resolve = (ref: string) => JsonSchema;

const unchanged: DefaultsApplier = (value) => value;

/** The `default` of a schema, its own or that of what it refers to; undefined when there is none. */
export function defaultOf(schema: JsonSchema, resolve: Resolve): unknown {
  const seen = new Set<JsonSchema>();
  for (let current = schema; typeof current !== "boolean" && !seen.has(current); ) {
    seen.add(current);
    if (Object.hasOwn(current, "default")) return structuredClone(current.default);
    if (typeof current.$ref !== "string") return undefined;
    current = resolve(current.$ref);
  }
  return undefined;
}

/**
 * Makes the function that gives absent members the `default` of their schemas, at any depth. Inside `anyOf`, `oneOf`
 * and conditions none applies: which of them the value is meant for would depend on what is filled in.
 */
export function defaultsApplier(schema: JsonSchema, resolve: Resolve): DefaultsApplier {
  return new ApplierBuilder(resolve).build(schema);
}

class ApplierBuilder {
  readonly #resolve: Resolve;
  readonly #byRef = new Map<string, DefaultsApplier>();

  constructor(resolve: Resolve) {
    this.#resolve = resolve;
  }

  build(schema: unknown): DefaultsApplier {
    if (!isJsonObject(schema)) return unchanged;
    const steps = [
      typeof schema.$ref === "string" ? this.#ref(schema.$ref) : unchanged,
      ...itemsOf(schema.allOf).map((inner) => this.build(inner)),
      this.#members(schema),
      this.#items(schema),
    ].filter((step) => step !== unchanged);
    if (steps.length === 0) return unchanged;
    return (value) => steps.reduce((result, step) => step(result), value);
  }

  /** A definition may refer to itself, so it is entered before it is built. */
  #ref(ref: string): DefaultsApplier {
    const known = this.#byRef.get(ref);
    if (known !== undefined) return known;
    let built: DefaultsApplier | undefined;
    this.#byRef.set(ref, (value) => built?.(value) ?? value);
    built = this.build(this.#resolve(ref));
    if (built === unchanged) this.#byRef.set(ref, unchanged);
    return built;
  }

  #members(schema: Readonly<Record<string, unknown>>): DefaultsApplier {
    const members = membersOf(schema.properties).map(([name, inner]) => ({
      name,
      fallback: defaultOf(inner as JsonSchema, this.#resolve),
      apply: this.build(inner),
    }));
    const others = this.build(schema.additionalProperties);
    const named = new Set(members.map(({ name }) => name));
    const useful = members.filter(({ fallback, apply }) => fallback !== undefined || apply !== unchanged);
    if (useful.length === 0 && others === unchanged) return unchanged;
    return (value) => {
      if (!isJsonObject(value)) return value;
      const changed = new Map<string, unknown>();
      for (const { name, fallback, apply } of useful) {
        const isThere = Object.hasOwn(value, name) && value[name] !== undefined;
        const old = isThere ? value[name] : structuredClone(fallback);
        if (old !== undefined) changed.set(name, apply(old));
      }
      if (others !== unchanged) {
        for (const [name, member] of Object.entries(value))
          if (!named.has(name)) changed.set(name, others(member));
      }
      const isSame = [...changed].every(([name, member]) => Object.is(member, value[name]));
      // fromEntries defines members, so that one called __proto__ stays an ordinary member.
      return isSame ? value : Object.fromEntries([...Object.entries(value), ...changed]);
    };
  }

  #items(schema: Readonly<Record<string, unknown>>): DefaultsApplier {
    const prefix = itemsOf(schema.prefixItems).map((inner) => this.build(inner));
    const rest = this.build(schema.items);
    if ([...prefix, rest].every((apply) => apply === unchanged)) return unchanged;
    return (value) => {
      if (!Array.isArray(value)) return value;
      const items = value.map((item, index) => (prefix[index] ?? rest)(item));
      return items.every((item, index) => Object.is(item, value[index])) ? value : items;
    };
  }
}
