import { isDeepStrictEqual } from "node:util";
import { compareVersions } from "../../../src/definition/version.js";
import { stringifyJson } from "../../../src/json/json.js";
import {
  isJsonObject,
  itemsOf,
  type JsonObject,
  memberOf,
  membersOf,
} from "../../../src/json/json-object.js";
import { withinMajor } from "../definition/versions.js";
import type { DefinitionEdits } from "./definition-edits.js";
import type { JsonPlace } from "./json-places.js";
import { mergeMethod } from "./merge-method.js";

/** A definition with what an import adds to it. */
export interface Merged {
  readonly text: string;
  /** The lines on what was added. */
  readonly added: readonly string[];
  /** Where the definition says something else than the sources; it stays as it is. */
  readonly differences: readonly string[];
}

const NAMES = ["service", "topic", "exchange", "controlExchange", "namespace"] as const;

/**
 * Adds to a definition what an import knows and the definition lacks. Nothing a person wrote is changed or moved; what
 * is replaced is a schema that an earlier import had to leave open.
 *
 * @param definition the content of the text that the edits are of
 */
export function mergeDefinition(
  edits: DefinitionEdits,
  definition: JsonObject,
  imported: JsonObject,
): Merged {
  const { root } = edits;
  const added: string[] = [];
  const differences: string[] = [];
  for (const name of NAMES) {
    const [old, now] = [definition[name], imported[name]];
    if (name !== "service" && now !== undefined && old !== now && !(name === "topic" && old === undefined)) {
      differences.push(`${name} is ${String(old ?? "not there")}, and ${String(now)} in the sources`);
    }
  }
  if (definition.description === undefined && imported.description !== undefined) {
    edits.addMember(root, "description", imported.description);
    added.push("description");
  }
  const version = mergeVersion(definition, imported, { root, edits, added, differences });
  const inserted: unknown[] = [];
  const methods = root.members?.get("methods");
  const old = memberOf(definition, "methods");
  for (const [name, method] of membersOf(imported.methods)) {
    const known = memberOf(old, name);
    const place = methods?.members?.get(name);
    const fitting = withoutForeignSince(method as JsonObject, version);
    if (!isJsonObject(known) || place === undefined) {
      if (methods === undefined) continue;
      edits.addMember(methods, name, fitting);
      inserted.push(fitting);
      added.push(`methods/${name}`);
    } else
      inserted.push(
        ...mergeMethod({ name, old: known, imported: fitting, place, edits, added, differences }),
      );
  }
  for (const [name] of membersOf(old)) {
    if (memberOf(imported.methods, name) === undefined)
      differences.push(`${name} is no method of the sources`);
  }
  const errors = new Set(inserted.flatMap((part) => itemsOf(memberOf(part, "errors"))));
  addNamed("errors", (name) => errors.has(name), { definition, imported, root, edits, added, differences });
  const refs = stringifyJson([inserted]);
  addNamed("$defs", (name) => reaches(refs, name, imported), {
    definition,
    imported,
    root,
    edits,
    added,
    differences,
  });
  return { text: edits.apply(), added, differences };
}

interface Changes {
  readonly root: JsonPlace;
  readonly edits: DefinitionEdits;
  readonly added: string[];
  readonly differences: string[];
}

/** A later version of the same interface counts: what came with it could not be said otherwise. */
function mergeVersion(definition: JsonObject, imported: JsonObject, changes: Changes): string {
  const [old, now] = [String(definition.version), String(imported.version)];
  const place = changes.root.members?.get("version");
  if (old === now) return old;
  if (place === undefined || withinMajor([now], old).length === 0 || compareVersions(now, old) < 0) {
    changes.differences.push(`version is ${old}, and ${now} in the sources`);
    return old;
  }
  changes.edits.replace(place, now);
  changes.added.push(`version ${now} instead of ${old}`);
  return now;
}

/** The method without versions that the definition has not reached. */
function withoutForeignSince(method: JsonObject, version: string): JsonObject {
  const clean = (part: JsonObject): JsonObject => {
    const { since, ...others } = part;
    const fits =
      typeof since === "string" &&
      withinMajor([since], version).length > 0 &&
      compareVersions(since, version) <= 0;
    return fits ? part : others;
  };
  const params = itemsOf(method.params).map((param) => clean(param as JsonObject));
  return { ...clean(method), ...(method.params === undefined ? {} : { params }) };
}

function addNamed(
  key: "errors" | "$defs",
  isNeeded: (name: string) => boolean,
  {
    definition,
    imported,
    root,
    edits,
    added,
    differences,
  }: Changes & { definition: JsonObject; imported: JsonObject },
): void {
  const needed = membersOf(imported[key]).filter(([name]) => isNeeded(name));
  const old = memberOf(definition, key);
  const missing = needed.filter(([name]) => memberOf(old, name) === undefined);
  for (const [name, value] of needed) {
    const known = memberOf(old, name);
    if (known === undefined || isDeepStrictEqual(known, value)) continue;
    const isSame = key === "errors" && memberOf(known, "module") === memberOf(value, "module");
    if (!isSame) differences.push(`${key}/${name} is another one in the sources`);
  }
  if (missing.length === 0) return;
  const place = root.members?.get(key);
  if (place === undefined) edits.addMember(root, key, Object.fromEntries(missing));
  else for (const [name, value] of missing) edits.addMember(place, name, value);
  added.push(...missing.map(([name]) => `${key}/${name}`));
}

/** True when what was inserted refers to a definition, directly or by way of others. */
function reaches(text: string, name: string, imported: JsonObject): boolean {
  const seen = new Set<string>();
  const visit = (part: string): boolean =>
    [...part.matchAll(/"#\/\$defs\/([^"]+)"/g)].some(([, found = ""]) => {
      if (found === name) return true;
      if (seen.has(found)) return false;
      seen.add(found);
      return visit(stringifyJson(memberOf(imported.$defs, found) ?? {}));
    });
  return visit(text);
}
