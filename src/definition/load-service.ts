import { basename } from "node:path";
import { DefinitionError, type DefinitionProblem } from "../errors/setup-errors.js";
import { isJsonObject, itemsOf, type JsonObject, memberOf, membersOf } from "../json/json-object.js";
import { buildModel } from "./build-model.js";
import { endlessRefs } from "./endless-refs.js";
import { checkInt64Places } from "./int64-rules.js";
import { joinPointer } from "./json-pointer.js";
import { checkAgainstMetaschema, type ReportMistake } from "./metaschema-check.js";
import type { ServiceModel } from "./model.js";
import { checkNameRules } from "./name-rules.js";
import { checkObjectPlaces } from "./object-places.js";
import { otherKind } from "./other-kinds.js";
import { Problems } from "./problems.js";
import { readDocument } from "./read-document.js";
import type { ReadOptions } from "./read-options.js";
import { looksLikeDefinition } from "./recognize-definition.js";
import { SchemaLibrary } from "./schema-library.js";
import { checkServiceRules } from "./service-rules.js";

/**
 * Reads a service definition, and what it refers to in other files, and checks all of it.
 *
 * @param file path of the JSON file
 * @param options where the files come from, and those it refers to
 * @throws {DefinitionError} it cannot be read or is wrong; the error holds every mistake with file and JSON pointer.
 */
export function loadService(file: string, options?: ReadOptions): ServiceModel {
  const { checked, problems } = inspectService(file, options);
  if (checked === undefined || problems.length > 0) throw new DefinitionError(problems);
  return buildModel(file, checked.document, checked.library);
}

/**
 * Reads a definition that was found right before, with the content that it had then: nothing is checked again.
 *
 * @throws {DefinitionError} it cannot be read.
 */
export function loadRightService(file: string, options: ReadOptions): ServiceModel {
  const problems = new Problems();
  const document = readDocument(file, problems, options.readFile);
  const library = new SchemaLibrary({ file, document }, problems, options);
  if (isJsonObject(document)) takeIn(library, document);
  if (!isJsonObject(document) || problems.list.length > 0) throw new DefinitionError(problems.list);
  return buildModel(file, document, library);
}

/** A service definition as it was read, right or wrong. */
export interface ServiceInspection {
  /** All its mistakes. */
  readonly problems: readonly DefinitionProblem[];
  /** Absent when the file holds no JSON object. */
  readonly checked?: { readonly document: JsonObject; readonly library: SchemaLibrary };
}

/** Reads a service definition and what it refers to, and says what is wrong instead of throwing. */
export function inspectService(file: string, options: ReadOptions = {}): ServiceInspection {
  const problems = new Problems();
  const document = readDocument(file, problems, options.readFile);
  const report: ReportMistake = (pointer, message, rule) => problems.add(file, pointer, message, rule);
  if (!isJsonObject(document)) {
    if (document !== undefined) report("", "must be an object", "unreadable-file");
    return { problems: problems.list };
  }
  // Some other file that was named by mistake: what a definition would need does not help.
  if (!looksLikeDefinition(document)) {
    const kind = otherKind(document, basename(file));
    report("", kind ?? 'has no "service": not a service definition', "unreadable-file");
    return { problems: problems.list };
  }
  checkAgainstMetaschema(document, "", "", report, options.keywords);
  checkServiceRules(document, report);
  checkNameRules(document, report);
  const library = new SchemaLibrary({ file, document }, problems, options);
  takeIn(library, document);
  checkPlaces(library, document, problems);
  return { problems: problems.list, checked: { document, library } };
}

/** Takes in all schemas of a definition, and what they lead to. */
function takeIn(library: SchemaLibrary, document: JsonObject): void {
  for (const [name, schema] of membersOf(document.$defs)) {
    library.addDefinition(joinPointer("/$defs", name), schema);
  }
  for (const [name, method] of membersOf(document.methods)) {
    const pointer = joinPointer("/methods", name);
    const params = memberOf(method, "params");
    for (const [index, param] of (Array.isArray(params) ? params : []).entries()) {
      const place = joinPointer(pointer, "params", index);
      library.addSchema(joinPointer(place, "schema"), memberOf(param, "schema"));
      for (const [number, earlier] of itemsOf(memberOf(param, "earlier")).entries())
        library.addSchema(joinPointer(place, "earlier", number, "schema"), memberOf(earlier, "schema"));
    }
    for (const key of ["additionalParams", "result"])
      library.addSchema(joinPointer(pointer, key), memberOf(method, key));
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
}

function checkPlaces(library: SchemaLibrary, document: JsonObject, problems: Problems): void {
  checkInt64Places(library, problems);
  checkObjectPlaces(library, document, problems);
  for (const entry of endlessRefs(library)) {
    const message = "refers to itself without end; go by a property or an item";
    problems.add(entry.file, entry.pointer, message, "endless-ref");
  }
}
