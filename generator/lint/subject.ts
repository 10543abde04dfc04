import { joinPointer } from "../../src/definition/json-pointer.js";
import {
  type PlacedSchema,
  REF_KEYWORDS,
  type RefKeyword,
  type SchemaLibrary,
} from "../../src/definition/schema-library.js";
import { subschemas } from "../../src/definition/subschemas.js";
import { isJsonObject, itemsOf, type JsonObject, memberOf, membersOf } from "../../src/json/json-object.js";
import type { LintSubject } from "./rule.js";

interface Place {
  readonly file: string;
  readonly pointer: string;
  readonly schema: unknown;
}

/** Lays out a definition for the rules. */
export function lintSubject(
  file: string,
  document: JsonObject,
  library: SchemaLibrary,
  isSound: boolean,
): Omit<LintSubject, "allowed" | "wanted"> {
  const used = new SchemaWalk(library);
  for (const place of rootSchemas(file, document)) used.visit(place);
  const all = new SchemaWalk(library);
  for (const place of rootSchemas(file, document)) all.visit(place);
  const own = membersOf(document.$defs).map(
    ([name, schema]): Place => ({ file, pointer: joinPointer("/$defs", name), schema }),
  );
  for (const place of own) all.visit(place);
  const unused = own.map(({ pointer }) => pointer).filter((pointer) => !used.reachesInto(file, pointer));
  return {
    file,
    document,
    isSound,
    schemas: all.schemas,
    unusedDefinitions: unused,
    targetOf: (place, keyword) => all.targetOf(place, keyword),
  };
}

/** The schemas that something of the service is described by. */
function* rootSchemas(file: string, document: JsonObject): Generator<Place> {
  for (const [name, method] of membersOf(document.methods)) {
    const pointer = joinPointer("/methods", name);
    for (const [index, param] of itemsOf(memberOf(method, "params")).entries()) {
      const place = joinPointer(pointer, "params", index);
      yield { file, pointer: joinPointer(place, "schema"), schema: memberOf(param, "schema") };
      for (const [number, earlier] of itemsOf(memberOf(param, "earlier")).entries()) {
        const own = joinPointer(place, "earlier", number, "schema");
        yield { file, pointer: own, schema: memberOf(earlier, "schema") };
      }
    }
    for (const key of ["additionalParams", "result"])
      yield { file, pointer: joinPointer(pointer, key), schema: memberOf(method, key) };
  }
  for (const [key, member] of [
    ["errors", "kwargs"],
    ["notifications", "payload"],
  ] as const) {
    for (const [name, value] of membersOf(document[key])) {
      yield { file, pointer: joinPointer("", key, name, member), schema: memberOf(value, member) };
    }
  }
}

/** Collects schemas, those inside them and those their refs lead to, each once. */
class SchemaWalk {
  readonly schemas: PlacedSchema[] = [];
  readonly #library: SchemaLibrary;
  readonly #entries: ReadonlyMap<string, Place>;
  readonly #seen = new Set<string>();

  constructor(library: SchemaLibrary) {
    this.#library = library;
    this.#entries = new Map([...library.entries].map((entry) => [entry.key, entry]));
  }

  /** Not recursive: one schema may lead to thousands of others. */
  visit(start: Place): void {
    const open = [start];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { file, pointer, schema } = next;
      const key = `${file}#${pointer}`;
      if (!isJsonObject(schema) || this.#seen.has(key)) continue;
      this.#seen.add(key);
      this.schemas.push({ file, pointer, schema });
      const placed = { file, pointer, schema };
      const targets = REF_KEYWORDS.flatMap((keyword) => this.targetOf(placed, keyword) ?? []);
      open.push(...[...this.#parts(file, pointer, schema)].reverse(), ...targets.reverse());
    }
  }

  *#parts(file: string, pointer: string, schema: JsonObject): Generator<Place> {
    for (const part of subschemas(schema)) {
      // Definitions inside a schema count when something refers to them.
      if (part.path[0] === "$defs" || part.path[0] === "definitions") continue;
      yield { file, pointer: joinPointer(pointer, ...part.path), schema: part.schema };
    }
  }

  targetOf(placed: PlacedSchema, keyword: RefKeyword = "$ref"): PlacedSchema | undefined {
    const isRef = typeof placed.schema[keyword] === "string";
    const key = isRef ? this.#library.targetOf(placed, keyword) : undefined;
    const place = key === undefined ? undefined : this.#entries.get(key);
    return place !== undefined && isJsonObject(place.schema) ? { ...place, schema: place.schema } : undefined;
  }

  reachesInto(file: string, pointer: string): boolean {
    const key = `${file}#${pointer}`;
    return this.#seen.has(key) || [...this.#seen].some((seen) => seen.startsWith(`${key}/`));
  }
}
