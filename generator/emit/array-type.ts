import type { JsonObject } from "../../src/json/json-object.js";
import { arrayOf, single, type TypeExpression } from "./type-expression.js";

/** Keywords by which other schemas may say something of items that the schema itself does not. */
const OTHER_SCHEMAS = ["$ref", "allOf", "anyOf", "oneOf", "if", "contains"];

/**
 * The type of an array: a tuple where the first items have schemas of their own.
 *
 * @param typeOf gives the type of an item
 */
export function arrayType(schema: JsonObject, typeOf: (inner: unknown) => TypeExpression): TypeExpression {
  const rest = restOf(schema);
  if (!Array.isArray(schema.prefixItems)) return arrayOf(typeOf(rest));
  const most = typeof schema.maxItems === "number" ? schema.maxItems : Number.POSITIVE_INFINITY;
  const least = typeof schema.minItems === "number" ? schema.minItems : 0;
  const items = schema.prefixItems.slice(0, most).map((inner) => typeOf(inner));
  const texts = items.map((type, index) => {
    if (index < least) return type.text;
    return type.kind === "single" ? `${type.text}?` : `(${type.text})?`;
  });
  const isOpen = rest !== false && most > items.length;
  const others = isOpen ? [arrayOf(typeOf(rest))] : [];
  return single(
    `[${[...texts, ...others.map(({ text }) => `...${text}`)].join(", ")}]`,
    [...items, ...others].flatMap((type) => type.references),
  );
}

/** The schema of the items that have none of their own. */
function restOf(schema: JsonObject): unknown {
  if (schema.items !== undefined) return schema.items;
  const isAlone = !OTHER_SCHEMAS.some((keyword) => Object.hasOwn(schema, keyword));
  return isAlone ? (schema.unevaluatedItems ?? true) : true;
}
