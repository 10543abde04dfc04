import { basename } from "node:path";
import { pointerSegments } from "./json-pointer.js";
import { pascalCase, type ServiceNames, typeName } from "./names.js";
import type { LibraryEntry } from "./schema-library.js";

/** The two names of a schema that others refer to. */
export interface DefinitionName {
  /** In `$defs`. */
  readonly name: string;
  /** In TypeScript. */
  readonly typeName: string;
}

/** Names that a ref can have as they are, and TypeScript too but for capitals and what stands between words. */
const PLAIN = /^(?=.*[A-Za-z0-9])[A-Za-z0-9._-]+$/;

/** True for a name that a definition keeps as it is; any other gets one like it. */
export function isPlainName(name: string): boolean {
  return PLAIN.test(name);
}

/** Segments of a pointer that say nothing of what stands there. */
const CONTAINERS: ReadonlySet<string> = new Set([
  "$defs",
  "definitions",
  "properties",
  "methods",
  "params",
  "schema",
]);

/**
 * Gives every schema that others refer to its name in the resolved `$defs`. Those of the definition's own `$defs` keep
 * theirs; any other is named after where it stands, and after its file too when the shorter name is taken.
 *
 * @param ownFile the definition's file
 * @param taken type names that belong to something else
 * @returns the names by the keys of the entries
 */
export function nameDefinitions(
  entries: readonly LibraryEntry[],
  ownFile: string,
  service: ServiceNames,
  taken: Iterable<string>,
): ReadonlyMap<string, DefinitionName> {
  const names = new Map<string, DefinitionName>();
  const typeNames = new Set(taken);
  const ownNames = new Set<string>();
  const give = (entry: LibraryEntry, name: string) => {
    const type = typeName(name, service) ?? "Schema";
    names.set(entry.key, { name, typeName: type });
    typeNames.add(type);
    ownNames.add(name);
  };
  for (const entry of entries) {
    const name = lastSegment(entry);
    // One that several dynamic scopes lead to is a definition in each of them.
    if (isOwnDefinition(entry, ownFile) && isPlainName(name) && !ownNames.has(name)) give(entry, name);
  }
  for (const entry of entries) {
    if (names.has(entry.key)) continue;
    const isFree = (name: string) =>
      !ownNames.has(name) && !typeNames.has(typeName(name, service) ?? "Schema");
    give(entry, firstFree(candidates(entry), isFree));
  }
  return names;
}

function isOwnDefinition(entry: LibraryEntry, ownFile: string): boolean {
  const segments = pointerSegments(entry.pointer) ?? [];
  return entry.file === ownFile && segments.length === 2 && segments[0] === "$defs";
}

/** Shorter names first. */
function candidates(entry: LibraryEntry): string[] {
  const file = pascalCase(basename(entry.file).split(".")[0] ?? "") ?? "File";
  const segments = pointerSegments(entry.pointer) ?? [];
  const isNamed = ["$defs", "definitions"].includes(segments.at(-2) ?? "");
  const telling = segments.filter((segment) => !CONTAINERS.has(segment));
  const local = isNamed
    ? lastSegment(entry)
    : telling
        .slice(-2)
        .map((part) => pascalCase(part) ?? "")
        .join("");
  const name = local.replaceAll(/[^A-Za-z0-9._-]/g, "_");
  return name === "" ? [file] : [name, file + (pascalCase(name) ?? "Schema")];
}

function lastSegment(entry: LibraryEntry): string {
  return pointerSegments(entry.pointer)?.at(-1) ?? "";
}

function firstFree(names: readonly string[], isFree: (name: string) => boolean): string {
  const free = names.find(isFree);
  if (free !== undefined) return free;
  const base = names.at(-1) ?? "Schema";
  for (let number = 2; ; number += 1) if (isFree(`${base}${number}`)) return `${base}${number}`;
}
