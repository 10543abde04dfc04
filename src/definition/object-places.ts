import { isJsonObject, type JsonObject, memberOf, membersOf } from "../json/json-object.js";
import { nodesLeadingTo } from "./graph.js";
import { joinPointer } from "./json-pointer.js";
import type { Problems } from "./problems.js";
import { type PlacedSchema, REF_KEYWORDS, type SchemaLibrary } from "./schema-library.js";
import { subschemas } from "./subschemas.js";
import { objectClassOf } from "./versioned-object.js";

/** By these it is open which form of a value they look at, that on the wire or its fields. */
const JUDGING_KEYWORDS = [
  ...["not", "if", "then", "else", "contains", "dependentSchemas"],
  ...["unevaluatedItems", "unevaluatedProperties", "propertyNames"],
];

/** Reports versioned objects where it is open whether their fields are meant or what travels, and where none travels. */
export function checkObjectPlaces(library: SchemaLibrary, document: JsonObject, problems: Problems): void {
  const objects = library.schemas.filter(({ schema }) => objectClassOf(schema) !== undefined);
  if (objects.length === 0) return;
  const entries = new Map([...library.entries].map(({ key, schema }) => [key, schema]));
  const targets = (placed: PlacedSchema) =>
    [...subschemas(placed.schema)]
      .filter(({ path }) => path[0] !== "$defs" && path[0] !== "definitions")
      .map((part) => part.schema)
      .concat(REF_KEYWORDS.map((keyword) => entries.get(library.targetOf(placed, keyword) ?? "")))
      .filter(isJsonObject);
  const holding = nodesLeadingTo(
    new Map(library.schemas.map((placed) => [placed.schema, targets(placed)])),
    objects.map(({ schema }) => schema),
  );
  const holds = (schema: unknown) => isJsonObject(schema) && holding.has(schema);
  for (const [name, error] of membersOf(document.errors)) {
    if (!holds(memberOf(error, "kwargs"))) continue;
    const message =
      "must not hold a versioned object: oslo.messaging does not write the fields of objects in an error";
    const { file, pointer } = library.root(joinPointer("/errors", name, "kwargs"));
    problems.add(file, pointer, message, "object-place");
  }
  for (const { file, pointer, schema } of library.schemas) {
    for (const keyword of JUDGING_KEYWORDS) {
      const value = schema[keyword];
      const parts = keyword === "dependentSchemas" ? membersOf(value).map(([, part]) => part) : [value];
      if (!parts.some(holds)) continue;
      const message = "must not hold a versioned object: whether its fields are meant would be open";
      problems.add(file, joinPointer(pointer, keyword), message, "object-place");
    }
  }
}
