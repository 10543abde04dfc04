import { readFileSync, statSync } from "node:fs";
import { isJsonObject, type JsonObject, memberOf, membersOf } from "../json/json-object.js";
import { buildModel } from "./build-model.js";
import { endlessRefs } from "./endless-refs.js";
import { joinPointer } from "./json-pointer.js";
import { checkAgainstMetaschema } from "./metaschema-check.js";
import type { ServiceModel } from "./model.js";
import { checkNameRules } from "./name-rules.js";
import { Problems } from "./problems.js";
import { readDocument } from "./read-document.js";
import { SchemaLibrary } from "./schema-library.js";
import { checkServiceRules } from "./service-rules.js";

/**
 * Reads a service definition, and what it refers to in other files, and checks all of it.
 *
 * @param file path of the JSON file
 * @throws {DefinitionError} it cannot be read or is wrong; the error holds every mistake with file and JSON pointer.
 */
export function loadService(file: string): ServiceModel {
  const problems = new Problems();
  const document = readDocument(file, problems);
  if (document !== undefined && !isJsonObject(document)) problems.add(file, "", "must be an object");
  if (!isJsonObject(document)) {
    problems.throwIfAny();
    throw new Error(`${file} was read as undefined`);
  }
  const report = (pointer: string, message: string) => problems.add(file, pointer, message);
  checkAgainstMetaschema(document, "", "", report);
  checkServiceRules(document, report);
  checkNameRules(document, report);
  const library = resolveSchemas(file, document, problems);
  problems.throwIfAny();
  return buildModel(file, document, library);
}

/**
 * True when the file holds a service definition, right or wrong: a JSON object with a `service`. One that is no JSON
 * counts when it mentions the key, so that a slip of the pen does not make a service disappear.
 */
export function isServiceDefinition(file: string): boolean {
  const document = readDocument(file, new Problems());
  if (document !== undefined) return memberOf(document, "service") !== undefined;
  return statSync(file).isFile() && readFileSync(file, "utf8").includes('"service"');
}

function resolveSchemas(file: string, document: JsonObject, problems: Problems): SchemaLibrary {
  const library = new SchemaLibrary({ file, document }, problems);
  for (const [name, schema] of membersOf(document.$defs)) {
    library.addDefinition(joinPointer("/$defs", name), schema);
  }
  for (const [name, method] of membersOf(document.methods)) {
    const pointer = joinPointer("/methods", name);
    const params = memberOf(method, "params");
    for (const [index, param] of (Array.isArray(params) ? params : []).entries()) {
      library.addSchema(joinPointer(pointer, "params", index, "schema"), memberOf(param, "schema"));
    }
    library.addSchema(joinPointer(pointer, "result"), memberOf(method, "result"));
  }
  for (const [key, member] of [
    ["errors", "kwargs"],
    ["notifications", "payload"],
  ] as const) {
    for (const [name, value] of membersOf(document[key])) {
      library.addSchema(joinPointer("", key, name, member), memberOf(value, member));
    }
  }
  library.followRefs();
  for (const entry of endlessRefs(library)) {
    problems.add(entry.file, entry.pointer, "refers to itself without end; go by a property or an item");
  }
  return library;
}
