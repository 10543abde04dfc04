import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../../src/json/json-object.js";
import type { Random } from "../../test/support/random.js";

/** A schema that others refer to, by its name, and what it is. */
export type SchemaDefinitions = Readonly<Record<string, unknown>>;

/** The way from one schema to one inside it. */
export type Step =
  | { readonly kind: "same" }
  | { readonly kind: "member"; readonly name: string; readonly around: JsonObject }
  | { readonly kind: "item"; readonly around: JsonObject };

/** A schema at the end of a way, the definition it stands in and its place there. */
export interface Found {
  readonly definition: string;
  readonly path: readonly (string | number)[];
  readonly schema: JsonObject;
  readonly steps: readonly Step[];
}

const PREFIX = "#/$defs/";

/** The name of the definition that a ref leads to. */
export function targetOf(ref: unknown): string {
  return String(ref).slice(PREFIX.length);
}

/** Goes a random way from a definition to a schema inside it or behind its refs. */
export function wander(definitions: SchemaDefinitions, start: string, random: Random): Found | undefined {
  let at: Found = { definition: start, path: [], schema: definitions[start] as JsonObject, steps: [] };
  const length = 1 + random.below(12);
  for (let count = 0; count < length; count += 1) {
    const next = nextOf(definitions, at).filter((found) => isJsonObject(found.schema));
    if (next.length === 0) break;
    at = random.pick(next);
  }
  return isJsonObject(at.schema) ? at : undefined;
}

function nextOf(definitions: SchemaDefinitions, at: Found): Found[] {
  const { definition, path, schema, steps } = at;
  const inside = (more: (string | number)[], inner: unknown, step: Step): Found => ({
    definition,
    path: [...path, ...more],
    schema: inner as JsonObject,
    steps: [...steps, step],
  });
  const target = targetOf(schema.$ref);
  return [
    ...(schema.$ref === undefined
      ? []
      : [
          {
            definition: target,
            path: [],
            schema: definitions[target] as JsonObject,
            steps: [...steps, { kind: "same" as const }],
          },
        ]),
    ...["allOf", "anyOf", "oneOf"].flatMap((keyword) =>
      itemsOf(schema[keyword]).map((inner, index) => inside([keyword, index], inner, { kind: "same" })),
    ),
    ...membersOf(schema.properties).map(([name, inner]) =>
      inside(["properties", name], inner, { kind: "member", name, around: schema }),
    ),
    ...(isJsonObject(schema.additionalProperties)
      ? [
          inside(["additionalProperties"], schema.additionalProperties, {
            kind: "member",
            name: "anyName",
            around: schema,
          }),
        ]
      : []),
    ...(isJsonObject(schema.items)
      ? [inside(["items"], schema.items, { kind: "item", around: schema })]
      : []),
  ];
}

/** A copy in which the schema at a place is another. */
export function replaced(value: unknown, path: readonly (string | number)[], by: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return by;
  if (Array.isArray(value)) {
    return value.map((item, index) => (index === first ? replaced(item, rest, by) : item));
  }
  const object = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(object).map(([name, inner]) => [name, name === first ? replaced(inner, rest, by) : inner]),
  );
}
