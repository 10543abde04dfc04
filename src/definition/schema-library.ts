import { isJsonObject, type JsonObject } from "../json/json-object.js";
import { Documents, type Place, type Target } from "./documents.js";
import { joinPointer } from "./json-pointer.js";
import { checkAgainstMetaschema } from "./metaschema-check.js";
import type { Problems } from "./problems.js";
import type { ReadFile } from "./read-document.js";
import { checkSchemaRules } from "./schema-rules.js";
import { subschemas } from "./subschemas.js";

/** A schema that at least one `$ref` leads to, or that stands in the definition's own `$defs`. */
export interface LibraryEntry extends Place {
  readonly key: string;
  readonly schema: unknown;
}

/** A schema that is neither true nor false, at any depth, and where it stands. */
export interface PlacedSchema extends Place {
  readonly schema: JsonObject;
}

interface PendingRef {
  readonly ref: string;
  readonly place: Place;
}

/**
 * All the schemas of a definition: those in its file, and those in other files that they reach. Each is checked once,
 * and every `$ref` is followed once.
 */
export class SchemaLibrary {
  readonly #rootFile: string;
  readonly #problems: Problems;
  readonly #documents: Documents;
  readonly #seen = new Set<string>();
  readonly #schemas: PlacedSchema[] = [];
  readonly #pending: PendingRef[] = [];
  readonly #entries = new Map<string, LibraryEntry>();
  /** The files that the refs of each file lead to. */
  readonly #targets = new Map<string, string>();

  constructor(
    root: { readonly file: string; readonly document: unknown },
    problems: Problems,
    readFile?: ReadFile,
  ) {
    this.#rootFile = root.file;
    this.#problems = problems;
    this.#documents = new Documents(root, problems, readFile);
  }

  /** The schemas that become definitions: own ones first, then in the order they were reached. */
  get entries(): Iterable<LibraryEntry> {
    return this.#entries.values();
  }

  /** Every schema that was taken in or reached, each once. */
  get schemas(): readonly PlacedSchema[] {
    return this.#schemas;
  }

  /** Takes in a schema of the definition's own `$defs`. */
  addDefinition(pointer: string, schema: unknown): void {
    this.#define({ file: this.#rootFile, pointer, value: schema });
    this.addSchema(pointer, schema);
  }

  /** Takes in any other schema of the definition's file. */
  addSchema(pointer: string, schema: unknown): void {
    this.#visit({ file: this.#rootFile, pointer }, schema);
  }

  /** Follows every `$ref` of what was taken in, and of what that leads to. */
  followRefs(): void {
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
      const target = this.#documents.follow(next.ref, next.place);
      if (target === undefined) continue;
      const key = this.#define(target);
      this.#targets.set(refKey(next.place.file, next.ref), key);
      if (this.#seen.has(key)) continue;
      this.#checkTarget(target, next);
      this.#visit(target, target.value);
    }
  }

  /** The key of the entry that a `$ref` in a file leads to; undefined when it leads nowhere. */
  targetOf(file: string, ref: string): string | undefined {
    return this.#targets.get(refKey(file, ref));
  }

  #define(target: Target): string {
    const key = placeKey(target);
    if (!this.#entries.has(key)) {
      this.#entries.set(key, { key, file: target.file, pointer: target.pointer, schema: target.value });
    }
    return key;
  }

  #checkTarget(target: Target, { ref, place }: PendingRef): void {
    const isOwnFile = target.file === this.#rootFile;
    checkAgainstMetaschema(target.value, target.pointer, "/$defs/schema", (pointer, message, rule) => {
      // The place is right for something else there, so the mistake is the ref.
      if (isOwnFile) {
        const refPlace = joinPointer(place.pointer, "$ref");
        this.#problems.add(
          place.file,
          refPlace,
          `${JSON.stringify(ref)} leads to what is no schema`,
          "bad-ref",
        );
      } else {
        this.#problems.add(target.file, pointer, message, rule);
      }
    });
  }

  #visit(place: Place, schema: unknown): void {
    const key = placeKey(place);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    if (!isJsonObject(schema)) return;
    this.#schemas.push({ file: place.file, pointer: place.pointer, schema });
    checkSchemaRules(schema, place.pointer, (pointer, message, rule) =>
      this.#problems.add(place.file, pointer, message, rule),
    );
    if (typeof schema.$ref === "string") this.#pending.push({ ref: schema.$ref, place });
    this.#visitParts(place, schema);
  }

  #visitParts({ file, pointer }: Place, schema: JsonObject): void {
    for (const part of subschemas(schema)) {
      this.#visit({ file, pointer: joinPointer(pointer, ...part.path) }, part.schema);
    }
  }
}

function placeKey({ file, pointer }: Place): string {
  return `${file}#${pointer}`;
}

function refKey(file: string, ref: string): string {
  return JSON.stringify([file, ref]);
}
