import { isDeepStrictEqual } from "node:util";
import { compareVersions } from "../../../src/definition/version.js";
import { stringifyJson } from "../../../src/json/json.js";
import { isJsonObject, itemsOf, type JsonObject } from "../../../src/json/json-object.js";
import { isOpen } from "../types/typed-schema.js";
import type { DefinitionEdits } from "./definition-edits.js";
import type { JsonPlace } from "./json-places.js";

/** A method of a definition, and what the sources say of it. */
export interface MethodMerge {
  readonly name: string;
  readonly old: JsonObject;
  readonly imported: JsonObject;
  readonly place: JsonPlace;
  readonly edits: DefinitionEdits;
  readonly added: string[];
  readonly differences: string[];
}

/** Adds to a method what it lacks. @returns the parts that were put in, which may refer to others */
export function mergeMethod(merge: MethodMerge): unknown[] {
  const { name, old, imported, place, edits, added, differences } = merge;
  const inserted: unknown[] = [];
  for (const key of ["description", "since"] as const) {
    if (old[key] !== undefined || imported[key] === undefined) continue;
    if (key === "since" && itemsOf(old.params).some((param) => endsBefore(param, imported.since))) {
      differences.push(endedBefore(name, imported.since));
      continue;
    }
    edits.addMember(place, key, imported[key]);
    added.push(`methods/${name}/${key}`);
  }
  const [kind, now] = [old.kind ?? "call", imported.kind ?? "call"];
  if (kind !== now) differences.push(`${name} is of kind ${String(kind)}, and ${String(now)} in the sources`);
  if (old.additionalParams === undefined && imported.additionalParams !== undefined) {
    edits.addMember(place, "additionalParams", imported.additionalParams);
    added.push(`methods/${name}/additionalParams`);
    inserted.push(imported.additionalParams);
  }
  if (imported.since !== undefined && old.since !== undefined && old.since !== imported.since) {
    differences.push(
      `${name} is there since ${String(old.since)}, and since ${String(imported.since)} in the sources`,
    );
  }
  inserted.push(...mergeResult(merge), ...mergeParams(merge));
  const missing = itemsOf(imported.errors).filter((error) => !itemsOf(old.errors).includes(error));
  if (missing.length > 0) differences.push(`${name} also raises ${missing.join(", ")} in the sources`);
  return inserted;
}

/** True for a schema that an import left open, and nobody has filled in. */
function isLeftOpen(owner: JsonObject, schema: unknown): boolean {
  return owner["x-import"] !== undefined && isJsonObject(schema) && isOpen(schema);
}

/** One that ends is not there in requests of every version. */
function isOptional(param: JsonObject): boolean {
  return param.required === false || param.until !== undefined;
}

/** True for a parameter that ends, or has had another schema, before a version: then it cannot be there since that. */
function endsBefore(param: unknown, since: unknown): boolean {
  if (!isJsonObject(param)) return false;
  return [param, ...itemsOf(param.earlier).filter(isJsonObject)].some(
    ({ until }) => until !== undefined && compareVersions(String(until), String(since)) < 0,
  );
}

function endedBefore(subject: string, since: unknown): string {
  return `${subject} has an end before ${String(since)}, and is there since then in the sources`;
}

function mergeResult({ name, old, imported, place, edits, added, differences }: MethodMerge): unknown[] {
  const { result } = imported;
  if (old.result === undefined) {
    if (isJsonObject(result) && old.kind !== "cast")
      differences.push(`${name} has no result, and may have one in the sources`);
    return [];
  }
  const at = place.members?.get("result");
  if (at === undefined || !isLeftOpen(old, old.result) || !isJsonObject(result) || isOpen(result)) return [];
  edits.replace(at, result);
  edits.remove(place, "x-import");
  added.push(`methods/${name}/result`);
  return [result];
}

function mergeParams({ name, old, imported, place, edits, added, differences }: MethodMerge): unknown[] {
  const inserted: unknown[] = [];
  const params = itemsOf(old.params).filter(isJsonObject);
  const list = place.members?.get("params");
  const fresh: JsonObject[] = [];
  for (const param of itemsOf(imported.params).filter(isJsonObject)) {
    const index = params.findIndex((each) => each.name === param.name);
    const [known, at] = [params[index], list?.items?.[index]];
    const key = `${name}(${String(param.name)})`;
    if (known === undefined || at === undefined) {
      fresh.push(param);
      added.push(`methods/${name}/params/${String(param.name)}`);
      continue;
    }
    if (isOptional(known) !== isOptional(param)) {
      differences.push(`${key} is ${isOptional(known) ? "optional" : "required"}, and not in the sources`);
    }
    const [schema, wanted] = [known.schema, param.schema];
    if (isLeftOpen(known, schema) && isJsonObject(wanted) && !isOpen(wanted)) {
      const schemaPlace = (at.members ?? new Map<string, JsonPlace>()).get("schema");
      if (schemaPlace !== undefined) edits.replace(schemaPlace, wanted);
      edits.remove(at, "x-import");
      added.push(`methods/${name}/params/${String(param.name)}/schema`);
      inserted.push(wanted);
    } else if (
      isJsonObject(schema) &&
      isJsonObject(wanted) &&
      !isDeepStrictEqual(schema.default, wanted.default)
    ) {
      differences.push(
        `${key} has another default in the sources: ${wanted.default === undefined ? "none" : stringifyJson(wanted.default)}`,
      );
    }
    for (const word of ["description", "since"] as const) {
      if (known[word] !== undefined || param[word] === undefined) continue;
      if (word === "since" && !isOptional(known)) continue;
      if (word === "since" && endsBefore(known, param.since)) {
        differences.push(endedBefore(key, param.since));
        continue;
      }
      edits.addMember(at, word, param[word]);
      added.push(`methods/${name}/params/${String(param.name)}/${word}`);
    }
  }
  const names = new Set(
    itemsOf(imported.params)
      .filter(isJsonObject)
      .map((param) => param.name),
  );
  for (const { name: param } of params) {
    if (!names.has(param)) differences.push(`${name} takes ${String(param)}, and not in the sources`);
  }
  insert(fresh, params, list, { place, edits });
  return [...inserted, ...fresh];
}

/** New parameters go last, where they move none; one that must be there stands before those that need not. */
function insert(
  fresh: readonly JsonObject[],
  params: readonly JsonObject[],
  list: JsonPlace | undefined,
  { place, edits }: Pick<MethodMerge, "place" | "edits">,
): void {
  if (fresh.length === 0) return;
  if (list === undefined) {
    edits.addMember(place, "params", fresh);
    return;
  }
  const optional = params.findIndex(isOptional);
  for (const param of fresh) {
    if (isOptional(param) || optional < 0) edits.addItem(list, param);
    else edits.addItem(list, param, optional);
  }
}
