import { readFileSync } from "node:fs";
import { parseJson } from "../../../src/json/json.js";
import { JsonError } from "../../../src/json/json-error.js";
import { isJsonObject, type JsonObject } from "../../../src/json/json-object.js";
import { CommandFailure } from "../../../src/terminal/command-failure.js";
import type { Overrides } from "../definition/import-service.js";
import type { ImportedService } from "../report.js";
import { convertDocument, type Dropped, droppedLines } from "./convert-schema.js";
import { importOpenRpc } from "./import-open-rpc.js";

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
  if (!isJsonObject(document)) throw new CommandFailure(`${file}: is neither OpenRPC nor a JSON Schema`);
  if (typeof document.openrpc === "string")
    return { kind: "service", service: importOpenRpc(file, document, overrides) };
  if (document.service !== undefined && document.methods !== undefined) {
    throw new CommandFailure(`${file}: is a service definition already`);
  }
  const dropped: Dropped = new Map();
  return { kind: "schema", document: convertDocument(document, dropped), notes: droppedLines(dropped) };
}

function read(file: string): unknown {
  try {
    return parseJson(readFileSync(file, "utf8").replace(/^\ufeff/, ""));
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new CommandFailure(`${file}: is no JSON: ${error.message}`);
  }
}
