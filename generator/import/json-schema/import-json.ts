import { readFileSync } from "node:fs";
import { parseJson } from "../../../src/json/json.js";
import { JsonError } from "../../../src/json/json-error.js";
import { isJsonObject, type JsonObject } from "../../../src/json/json-object.js";
import { mistakePlace } from "../../../src/json/mistake-place.js";
import { CommandFailure } from "../../../src/terminal/command-failure.js";
import type { Overrides } from "../definition/import-service.js";
import type { ImportedService } from "../report.js";
import { convertDocument, type Dropped, droppedLines } from "./convert-schema.js";
import { importOpenRpc } from "./import-open-rpc.js";

const TYPES: ReadonlySet<unknown> = new Set([
  ...["object", "array", "string", "integer", "number", "boolean", "null"],
]);
/** Keywords that hold an object, and a list, in each draft; "components" those of OpenAPI. */
const WITH_OBJECT = ["properties", "patternProperties", "$defs", "definitions", "items", "not", "components"];
const WITH_LIST = ["allOf", "anyOf", "oneOf", "enum", "required", "prefixItems"];

/** The kind of a JSON file: a service, or schemas that definitions can refer to. */
export type ImportedJson =
  | { readonly kind: "service"; readonly service: ImportedService }
  | { readonly kind: "schema"; readonly document: JsonObject; readonly notes: readonly string[] };

/**
 * Reads an OpenRPC document or a JSON Schema.
 *
 * @throws {CommandFailure} the file is neither.
 */
export function importJson(file: string, overrides: Overrides): ImportedJson {
  const document = read(file);
  if (isJsonObject(document) && typeof document.openrpc === "string")
    return { kind: "service", service: importOpenRpc(file, document, overrides) };
  if (isJsonObject(document) && document.service !== undefined && document.methods !== undefined) {
    throw new CommandFailure(`${file}: is a service definition already`);
  }
  if (!isJsonObject(document) || !isSchema(document))
    throw new CommandFailure(`${file}: is neither OpenRPC nor a JSON Schema`);
  const dropped: Dropped = new Map();
  return { kind: "schema", document: convertDocument(document, dropped), notes: droppedLines(dropped) };
}

function read(file: string): unknown {
  const text = readFileSync(file, "utf8").replace(/^\ufeff/, "");
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const { reason, place } = mistakePlace(error, text);
    throw new CommandFailure(`${file}: is no JSON: ${reason} at ${place}`);
  }
}

/** Tells a schema from other JSON, which may have a word or two of one: that of a package has a "type". */
function isSchema(document: JsonObject): boolean {
  const { $schema, type } = document;
  return (
    (typeof $schema === "string" && $schema.includes("json-schema.org")) ||
    [type].flat().some((each) => TYPES.has(each)) ||
    WITH_OBJECT.some((keyword) => isJsonObject(document[keyword])) ||
    WITH_LIST.some((keyword) => Array.isArray(document[keyword])) ||
    typeof document.$ref === "string" ||
    Object.hasOwn(document, "const")
  );
}
