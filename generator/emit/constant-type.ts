import type { JsonObject } from "../../src/json/json-object.js";
import { literal, propertyKey } from "./literal.js";
import { NULL, single, type TypeExpression } from "./type-expression.js";

/** The type of one value, of `const` or `enum`. In a schema of `format: int64` whole numbers are bigints. */
export function constantType(value: unknown, schema: JsonObject): TypeExpression {
  if (value === null) return NULL;
  if (typeof value === "object") return single(structureText(value));
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  const isInt64 = types.includes("integer") && schema.format === "int64";
  return single(scalarText(isInt64 && Number.isInteger(value) ? BigInt(value as number) : value));
}

/** An array or an object equals the constant only with all its members, and with no others. */
function structureText(value: object): string {
  if (Array.isArray(value)) return `[${value.map(constantText).join(", ")}]`;
  const members = Object.entries(value).map(
    ([name, member]) => `${propertyKey(name)}: ${constantText(member)}`,
  );
  return members.length === 0 ? "Record<string, never>" : `{ ${members.join("; ")} }`;
}

function constantText(value: unknown): string {
  return typeof value === "object" && value !== null ? structureText(value) : scalarText(value);
}

function scalarText(value: unknown): string {
  return literal(value, 0, 0).replace(/^-0$/, "0");
}
