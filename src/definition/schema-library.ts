import { isJsonObject, type JsonObject } from "../json/json-object.js";
import { type DocumentPlace, Documents, type RefTarget } from "./documents.js";
import { DynamicScope } from "./dynamic-scope.js";
import { joinPointer } from "./json-pointer.js";
import { checkAgainstMetaschema, type ReportMistake } from "./metaschema-check.js";
import type { Problems } from "./problems.js";
import type { ReadOptions } from "./read-options.js";
import { isSchemaPlace, looksLikeDefinition } from "./recognize-definition.js";
import { checkSchemaRules } from "./schema-rules.js";
import { subschemas } from "./subschemas.js";

/** A schema that at least one ref leads to, or that stands in the definition's own `$defs`. */
export interface LibraryEntry extends DocumentPlace {
  readonly key: string;
  readonly schema: unknown;
}

/** A schema that is neither true nor false, at any depth, and where it stands. */
export interface PlacedSchema extends DocumentPlace {
  readonly schema: JsonObject;
}

/** The keywords that lead to another schema. */
export const REF_KEYWORDS = ["$ref", "$dynamicRef"] as const;
/** One of the keywords that lead to another schema. */
export type RefKeyword = (typeof REF_KEYWORDS)[number];

interface PendingRef {
  readonly keyword: RefKeyword;
  readonly ref: string;
  readonly place: DocumentPlace;
}

/** By more ways no definition is reached; each is a definition of its own. */
const MOST_SCOPES = 1000;

/**
 * All the schemas of a definition: those in its file, and those in other files that they reach. Each is checked once,
 * and every ref is followed once. A schema to which ways lead that give `$dynamicRef` different meanings is one for
 * each of them.
 */
export class SchemaLibrary {
  readonly #rootFile: string;
  readonly #problems: Problems;
  readonly #documents: Documents;
  readonly #passedOver: readonly string[];
  readonly #seen = new Set<string>();
  readonly #checked = new Set<string>();
  readonly #scopes = new Set<string>();
  readonly #schemas: PlacedSchema[] = [];
  #pending: PendingRef[] = [];
  readonly #entries = new Map<string, LibraryEntry>();
  /** The keys of what refs lead to, by where they stand. */
  readonly #targets = new Map<string, string>();

  constructor(
    root: { readonly file: string; readonly document: unknown },
    problems: Problems,
    options: ReadOptions = {},
  ) {
    this.#rootFile = root.file;
    this.#problems = problems;
    this.#passedOver = options.keywords ?? [];
    this.#documents = new Documents(root, problems, options);
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
    this.#define(this.root(pointer), schema);
    this.addSchema(pointer, schema);
  }

  /** Takes in any other schema of the definition's file. */
  addSchema(pointer: string, schema: unknown): void {
    this.#visit(this.root(pointer), schema);
  }

  /** The place of a schema of the definition that nothing else leads to. */
  root(pointer: string): DocumentPlace {
    return this.#entered({ file: this.#rootFile, pointer }, DynamicScope.EMPTY);
  }

  /** The place of a schema inside another. */
  inside(place: DocumentPlace, ...path: readonly (string | number)[]): DocumentPlace {
    const { file, scope = DynamicScope.EMPTY } = place;
    const pointer = joinPointer(place.pointer, ...path);
    const resource = this.#documents.resourceFrom(file, pointer);
    return { file, pointer, scope: resource === undefined ? scope : scope.entering(resource) };
  }

  /** Follows every ref of what was taken in, and of what that leads to. */
  followRefs(): void {
    for (let count = -1; this.#pending.length > 0 && count < this.#documents.count; ) {
      count = this.#documents.count;
      this.#pending = this.#followPending();
    }
    // Whatever no file that was read has is missing.
    for (const pending of this.#pending) this.#reportDeadEnd(pending);
  }

  /** The key of the entry that a ref leads to, by the place of the schema that has it; undefined when it leads nowhere. */
  targetOf(place: DocumentPlace, keyword: RefKeyword = "$ref"): string | undefined {
    return (
      this.#targets.get(refKey(keyword, place)) ?? this.#targets.get(refKey(keyword, withoutScope(place)))
    );
  }

  /** @returns the refs to what is not there yet */
  #followPending(): PendingRef[] {
    const open: PendingRef[] = [];
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
      const target = this.#follow(next);
      if (!("message" in target)) this.#reach(target, next);
      else if (target.isOpen) open.push(next);
      else this.#reportDeadEnd(next);
    }
    return open;
  }

  #follow({ keyword, ref, place }: PendingRef) {
    const target = this.#documents.follow(ref, place);
    if ("message" in target || keyword === "$ref" || target.dynamicAnchor === undefined) return target;
    const outermost = place.scope?.outermost(target.dynamicAnchor);
    return outermost === undefined ? target : { ...outermost, value: this.#documents.at(outermost) };
  }

  #reach(target: RefTarget, from: PendingRef): void {
    const place = this.#entered(target, from.place.scope);
    this.#scopes.add(place.scope?.id ?? "");
    if (this.#scopes.size > MOST_SCOPES) {
      this.#report(from, "leads on in too many ways to follow");
      return;
    }
    const key = this.#define(place, target.value);
    this.#targets.set(refKey(from.keyword, from.place), key);
    const unscoped = refKey(from.keyword, withoutScope(from.place));
    if (!this.#targets.has(unscoped)) this.#targets.set(unscoped, key);
    if (this.#seen.has(key)) return;
    if (!this.#checked.has(placeKey(withoutScope(place)))) this.#checkTarget(target, from);
    this.#visit(place, target.value);
  }

  #entered({ file, pointer }: DocumentPlace, scope: DynamicScope = DynamicScope.EMPTY): DocumentPlace {
    const resource = this.#documents.resourceAt({ file, pointer });
    return { file, pointer, scope: resource === undefined ? scope : scope.entering(resource) };
  }

  #define(place: DocumentPlace, schema: unknown): string {
    const key = placeKey(place);
    if (!this.#entries.has(key)) this.#entries.set(key, { key, ...place, schema });
    return key;
  }

  #checkTarget(target: RefTarget, from: PendingRef): void {
    const whole = this.#documents.at({ file: target.file, pointer: "" });
    if (looksLikeDefinition(whole) && !isSchemaPlace(target.pointer)) {
      this.#report(from, `${JSON.stringify(from.ref)} leads to what is no schema`);
      return;
    }
    const report: ReportMistake = (pointer, message, rule) =>
      this.#problems.add(target.file, pointer, message, rule);
    checkAgainstMetaschema(target.value, target.pointer, "/$defs/schema", report, this.#passedOver);
  }

  #reportDeadEnd(pending: PendingRef): void {
    const end = this.#documents.follow(pending.ref, pending.place);
    if ("message" in end) this.#report(pending, end.message);
  }

  #report({ keyword, place }: PendingRef, message: string): void {
    this.#problems.add(place.file, joinPointer(place.pointer, keyword), message, "bad-ref");
  }

  #visit(place: DocumentPlace, schema: unknown): void {
    const key = placeKey(place);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const unscoped = place.scope === DynamicScope.EMPTY ? key : placeKey(withoutScope(place));
    const isChecked = this.#checked.has(unscoped);
    this.#checked.add(unscoped);
    if (!isJsonObject(schema)) return;
    this.#schemas.push({ ...place, schema });
    if (!isChecked) {
      checkSchemaRules(schema, place, (pointer, message, rule) =>
        this.#problems.add(place.file, pointer, message, rule),
      );
    }
    for (const keyword of REF_KEYWORDS) {
      const ref = schema[keyword];
      if (typeof ref === "string") this.#pending.push({ keyword, ref, place });
    }
    for (const part of subschemas(schema)) this.#visit(this.inside(place, ...part.path), part.schema);
  }
}

function withoutScope({ file, pointer }: DocumentPlace): DocumentPlace {
  return { file, pointer };
}

function placeKey({ file, pointer, scope }: DocumentPlace): string {
  const id = scope?.id ?? "";
  return id === "" ? `${file}#${pointer}` : `${file}#${pointer} ${id}`;
}

function refKey(keyword: RefKeyword, place: DocumentPlace): string {
  return `${keyword} ${placeKey(place)}`;
}
