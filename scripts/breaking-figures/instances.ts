import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../../src/json/json-object.js";
import type { Random } from "../../test/support/random.js";
import { type SchemaDefinitions, type Step, targetOf } from "./schema-walk.js";

const MAX_DEPTH = 6;
const TEXTS = [
  ...[
    "",
    "a",
    "A",
    "abc",
    "abcd",
    "0",
    " ",
    "a-b_c.1",
    "ab cd",
    "x".repeat(20),
    "x".repeat(300),
    "./a",
    "/a",
    "a/b",
  ],
  ...["https://example.com/a", "a@example.com", "1.2.3", "192.0.2.1", "2024-01-02", "2024-01-02T03:04:05Z"],
  ...["123e4567-e89b-12d3-a456-426614174000", "#a", "@a/b", "changed", "another-value", "abcdefghi", "01"],
];
const NUMBERS = [0, 1, 2, 3, 4, 10, 100, 1000, 1001, 5000, 65535, 65536, -1, -2, 0.5, 1.5, 1e6];

/** Makes values that a schema may accept. It knows nothing of the comparison that it puts to the proof. */
export class Instances {
  readonly #definitions: SchemaDefinitions;
  readonly #random: Random;

  constructor(definitions: SchemaDefinitions, random: Random) {
    this.#definitions = definitions;
    this.#random = random;
  }

  /** Any value, near to what the schema says. */
  of(schema: unknown, depth = 0): unknown {
    if (!isJsonObject(schema)) return this.#random.pick<unknown>(["a", 1, true, null]);
    const values = [...itemsOf(schema.enum), ...(Object.hasOwn(schema, "const") ? [schema.const] : [])];
    if (values.length > 0 && this.#random.next() < 0.9) return this.#random.pick(values);
    if (schema.$ref !== undefined && depth < 30) {
      return this.of({ ...(this.#definitions[targetOf(schema.$ref)] as JsonObject) }, depth + 1);
    }
    for (const keyword of ["anyOf", "oneOf"]) {
      const list = itemsOf(schema[keyword]);
      if (list.length === 0) continue;
      const value = this.of(this.#random.pick(list), depth + 1);
      return isJsonObject(value) && isJsonObject(schema.properties)
        ? { ...(this.#plain({ ...schema, type: "object" }, depth) as object), ...value }
        : value;
    }
    const all = itemsOf(schema.allOf);
    if (all.length > 0) {
      const parts = [this.#plain(schema, depth), ...all.map((inner) => this.of(inner, depth + 1))];
      return parts.every(isJsonObject) ? Object.assign({}, ...parts) : parts.at(-1);
    }
    return this.#plain(schema, depth);
  }

  /** A value that leads by the steps to another. */
  around(steps: readonly Step[], value: unknown): unknown {
    let result = value;
    for (const step of [...steps].reverse()) {
      if (step.kind === "member") {
        const outer = this.of({ ...step.around, type: "object", anyOf: undefined, oneOf: undefined });
        result = { ...(isJsonObject(outer) ? outer : {}), [step.name]: result };
      } else if (step.kind === "item") {
        const count = Math.max(1, Number(step.around.minItems ?? 1));
        result = Array.from({ length: count }, (_, index) =>
          index === 0 ? result : this.of(step.around.items),
        );
      }
    }
    return result;
  }

  #plain(schema: JsonObject, depth: number): unknown {
    const types = Array.isArray(schema.type) ? schema.type : schema.type === undefined ? [] : [schema.type];
    const guess =
      schema.properties !== undefined || schema.required !== undefined
        ? ["object"]
        : schema.items !== undefined
          ? ["array"]
          : ["string", "object", "number", "boolean", "array"];
    switch (this.#random.pick(types.length > 0 ? types : guess)) {
      case "object":
        return this.#object(schema, depth);
      case "array": {
        const least = Number(schema.minItems ?? 0);
        const length = depth > MAX_DEPTH ? least : least + this.#random.below(4);
        const prefix = itemsOf(schema.prefixItems);
        return Array.from({ length }, (_, index) =>
          this.of(prefix[index] ?? schema.items ?? true, depth + 1),
        );
      }
      case "string": {
        const examples = [...itemsOf(schema.examples), schema.default].filter(
          (one) => typeof one === "string",
        );
        return this.#random.pick([...TEXTS, ...examples]);
      }
      case "integer":
      case "number":
        return this.#random.pick([
          ...NUMBERS,
          ...[schema.minimum, schema.maximum].filter((limit) => typeof limit === "number"),
        ]);
      case "boolean":
        return this.#random.next() < 0.5;
      default:
        return null;
    }
  }

  #object(schema: JsonObject, depth: number): JsonObject {
    const required = new Set(itemsOf(schema.required));
    const chance = depth > MAX_DEPTH ? 0 : this.#random.next() / (1 + depth * 2);
    const members = membersOf(schema.properties)
      .filter(([name]) => required.has(name) || this.#random.next() < chance)
      .map(([name, inner]) => [name, this.of(inner, depth + 1)] as const);
    const more =
      schema.additionalProperties === false || this.#random.next() < 0.7 ? [] : ["addedMember", "Any Name"];
    return Object.fromEntries([
      ...members,
      ...more.map((name) => [name, this.of(schema.additionalProperties ?? true, depth + 1)]),
    ]);
  }
}
