import type { JsonSchema, ServiceDescriptor } from "../definition/descriptor.js";
import { joinPointer } from "../definition/json-pointer.js";
import { rootSchemas } from "../definition/root-schemas.js";
import { SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS, subschemas } from "../definition/subschemas.js";
import type { DefinitionProblem } from "../errors/setup-errors.js";
import { isJsonObject, type JsonObject, membersOf } from "../json/json-object.js";
import { MAX_DEPTH } from "../json/limits.js";
import { refName } from "./definitions.js";

interface PlacedSchema {
  readonly pointer: string;
  readonly schema: unknown;
  readonly depth: number;
}

/**
 * Finds what no validator can be made of in the schemas of a descriptor: schemas that are none, patterns that are none,
 * refs that lead nowhere, and schemas nested deeper than JSON may be. It takes about a microsecond for each schema.
 */
export function schemaProblems(descriptor: ServiceDescriptor): readonly DefinitionProblem[] {
  const { service: file, $defs = {} } = descriptor;
  const problems: DefinitionProblem[] = [];
  const open: PlacedSchema[] = [...rootSchemas(descriptor)].map((root) => ({ ...root, depth: 1 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { pointer, schema, depth } = next;
    const report = (keyword: string, message: string) =>
      problems.push({ file, pointer: keyword === "" ? pointer : joinPointer(pointer, keyword), message });
    if (typeof schema === "boolean") continue;
    if (!isJsonObject(schema)) report("", "must be a schema: an object or a boolean");
    else if (depth > MAX_DEPTH)
      report("", `stands inside more than ${MAX_DEPTH} others; move schemas to $defs`);
    else {
      checkKeywords(schema, $defs, report);
      for (const { path, schema: inner } of subschemas(schema))
        open.push({ pointer: joinPointer(pointer, ...path), schema: inner, depth: depth + 1 });
    }
  }
  return problems;
}

function checkKeywords(
  schema: JsonObject,
  $defs: { readonly [name: string]: JsonSchema },
  report: (keyword: string, message: string) => void,
): void {
  for (const [keyword, value] of Object.entries(schema)) {
    if (SCHEMA_LIST_KEYWORDS.has(keyword) && !Array.isArray(value))
      report(keyword, "must be a list of schemas");
    if (SCHEMA_MAP_KEYWORDS.has(keyword) && !isJsonObject(value))
      report(keyword, "must be an object of schemas");
  }
  const patterns = membersOf(schema.patternProperties).map(([pattern]) => pattern);
  if (typeof schema.pattern === "string") patterns.push(schema.pattern);
  for (const pattern of patterns)
    if (!isPattern(pattern)) report("", `${JSON.stringify(pattern)} is no regular expression`);
  if (typeof schema.$ref === "string" && !Object.hasOwn($defs, refName(schema.$ref)))
    report("$ref", `${schema.$ref} leads to no definition; generate the descriptor again with oslo-gen`);
}

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, "u");
    return true;
  } catch {
    return false;
  }
}
