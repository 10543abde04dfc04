import type { JsonSchema } from "../../definition/descriptor.js";
import { subschemas } from "../../definition/subschemas.js";
import { isJsonObject } from "../../json/json-object.js";

/** Every `$ref` in a schema, as often as it stands there. */
export function* refsIn(schema: JsonSchema): Generator<string> {
  const open: unknown[] = [schema];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!isJsonObject(next)) continue;
    if (typeof next.$ref === "string") yield next.$ref;
    for (const part of subschemas(next)) open.push(part.schema);
  }
}
