import { getOrInsert } from "../collections/get-or-insert.js";
import { didYouMean } from "../errors/did-you-mean.js";
import { isJsonObject, type JsonObject, membersOf } from "../json/json-object.js";
import { insteadOfKeyword, misspeltKeyword } from "./foreign-keywords.js";
import { joinPointer, pointerSegments, valueAt } from "./json-pointer.js";
import { metaschema } from "./metaschema.js";
import type { MistakeRule } from "./mistake-rules.js";
import { typeOfJson, typesOf } from "./schema-types.js";

/** Takes the place, the text and the kind of a mistake. */
export type ReportMistake = (pointer: string, message: string, rule: MistakeRule) => void;

/** The parts of the metaschema that something is checked against. */
export type MetaschemaPart = "" | "/$defs/schema";

/**
 * Checks a value against the metaschema, or a part of it, and reports every mistake. A validator for JSON Schema at
 * large says where a value fails; this one knows the few keywords the metaschema uses and says what was meant.
 *
 * @param passedOver keywords of schemas that are none of our business
 */
export function checkAgainstMetaschema(
  value: unknown,
  pointer: string,
  part: MetaschemaPart,
  report: ReportMistake,
  passedOver: readonly string[] = [],
): void {
  new MetaschemaChecker(report, passedOver).check(value, pointer, { $ref: `#${part}` });
}

class MetaschemaChecker {
  readonly #root = metaschema();
  readonly #passedOver: readonly string[];
  readonly #report: (pointer: string, message: string, rule?: MistakeRule) => void;
  readonly #resolved = new Map<string, unknown>();
  readonly #patterns = new Map<string, RegExp>();

  constructor(report: ReportMistake, passedOver: readonly string[]) {
    this.#passedOver = passedOver;
    this.#report = (pointer, message, rule = "wrong-shape") => report(pointer, message, rule);
  }

  check(value: unknown, pointer: string, schema: unknown): void {
    if (!isJsonObject(schema)) return;
    if (typeof schema.$ref === "string") this.check(value, pointer, this.#resolve(schema.$ref));
    if (Array.isArray(schema.anyOf)) this.#alternative(value, pointer, schema.anyOf);
    if (hasType(value, schema)) this.#keywords(value, pointer, schema);
    else {
      const isOldTuple =
        Array.isArray(value) && pointer.endsWith("/items") && schema.properties !== undefined;
      const hint = isOldTuple ? '; a list of schemas is written as "prefixItems"' : "";
      this.#report(pointer, `must be ${typesOf(schema).map(withArticle).join(" or ")}${hint}`);
    }
  }

  #keywords(value: unknown, pointer: string, schema: JsonObject): void {
    this.#enum(value, pointer, schema);
    if (typeof value === "string") this.#string(value, pointer, schema);
    if (typeof value === "number" || typeof value === "bigint") this.#number(value, pointer, schema);
    if (Array.isArray(value)) this.#array(value, pointer, schema);
    if (isJsonObject(value)) this.#object(value, pointer, schema);
  }

  /** The metaschema's alternatives differ in their type, so that one of them is the one that was meant. */
  #alternative(value: unknown, pointer: string, alternatives: readonly unknown[]): void {
    const resolved = alternatives.map((schema) => this.#expand(schema));
    const meant = resolved.find((schema) => hasType(value, schema));
    const types = resolved.flatMap(typesOf).map(withArticle);
    if (meant === undefined) this.#report(pointer, `must be ${types.join(" or ")}`);
    else this.check(value, pointer, meant);
  }

  #expand(schema: unknown): JsonObject {
    const object = isJsonObject(schema) ? schema : {};
    const expanded = typeof object.$ref === "string" ? this.#expand(this.#resolve(object.$ref)) : object;
    return Array.isArray(expanded.enum) ? { type: "string", ...expanded } : expanded;
  }

  #resolve(ref: string): unknown {
    return getOrInsert(this.#resolved, ref, () => valueAt(this.#root, pointerSegments(ref.slice(1)) ?? []));
  }

  #pattern(text: string): RegExp {
    return getOrInsert(this.#patterns, text, () => new RegExp(text, "u"));
  }

  #enum(value: unknown, pointer: string, { enum: options }: JsonObject): void {
    if (!Array.isArray(options) || options.includes(value)) return;
    const hint = typeof value === "string" ? didYouMean(value, options) : "";
    const list = options.map((option) => JSON.stringify(option)).join(", ");
    this.#report(pointer, `must be one of ${list}${hint}`);
  }

  #string(value: string, pointer: string, schema: JsonObject): void {
    const { pattern, patternErrorMessage, maxLength } = schema;
    if (typeof pattern === "string" && !this.#pattern(pattern).test(value)) {
      const isVersion = String(patternErrorMessage).includes("MAJOR.MINOR");
      this.#report(pointer, String(patternErrorMessage), isVersion ? "version-format" : undefined);
    }
    if (typeof maxLength === "number" && value.length > maxLength) {
      this.#report(pointer, `must not be longer than ${maxLength} characters`);
    }
  }

  #number(value: number | bigint, pointer: string, { minimum, exclusiveMinimum }: JsonObject): void {
    if (typeof minimum === "number" && value < minimum) this.#report(pointer, `must be at least ${minimum}`);
    if (typeof exclusiveMinimum === "number" && value <= exclusiveMinimum) {
      this.#report(pointer, `must be more than ${exclusiveMinimum}`);
    }
  }

  #array(items: readonly unknown[], pointer: string, schema: JsonObject): void {
    if (typeof schema.minItems === "number" && items.length < schema.minItems) {
      this.#report(pointer, "must not be empty");
    }
    const seen = new Set<string>();
    for (const [index, item] of items.entries()) {
      const place = joinPointer(pointer, index);
      this.check(item, place, schema.items);
      if (schema.uniqueItems !== true) continue;
      const text = canonicalText(item);
      if (seen.has(text)) this.#report(place, "stands twice in its list");
      seen.add(text);
    }
  }

  #object(object: JsonObject, pointer: string, schema: JsonObject): void {
    for (const name of (schema.required ?? []) as readonly string[]) {
      if (!Object.hasOwn(object, name)) this.#report(pointer, `needs the key ${JSON.stringify(name)}`);
    }
    const known = isJsonObject(schema.properties) ? schema.properties : {};
    const isSchema = Object.hasOwn(known, "$ref");
    const patterns = membersOf(schema.patternProperties).map(([pattern]) => this.#pattern(pattern));
    for (const [name, member] of Object.entries(object)) {
      const place = joinPointer(pointer, name);
      if (schema.propertyNames !== undefined) this.check(name, place, schema.propertyNames);
      if (Object.hasOwn(known, name)) this.check(member, place, known[name]);
      else if (patterns.some((pattern) => pattern.test(name))) continue;
      else if (schema.additionalProperties === false)
        this.#report(place, `is no known key${didYouMean(name, Object.keys(known))}`, "unknown-key");
      else if (isSchema) this.#unknownKeyword(name, place);
      else this.check(member, place, schema.additionalProperties);
    }
  }

  /** Whatever may be an annotation is one; what was meant to say which values fit would go unheard. */
  #unknownKeyword(name: string, pointer: string): void {
    if (this.#passedOver.includes(name)) return;
    const message = insteadOfKeyword(name) ?? misspeltKeyword(name);
    if (message !== undefined) this.#report(pointer, message, "unknown-key");
  }
}

function hasType(value: unknown, schema: JsonObject): boolean {
  const types = typesOf(schema);
  if (types.length === 0) return true;
  if (types.includes("integer") && (typeof value === "bigint" || Number.isInteger(value))) return true;
  return types.includes(typeOfJson(value));
}

function withArticle(type: unknown): string {
  return /^[aeiou]/.test(String(type)) ? `an ${type}` : `a ${type}`;
}

/** The same text for values that JSON Schema calls equal. */
function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join()}]`;
  if (!isJsonObject(value)) return typeof value === "bigint" ? String(value) : JSON.stringify(value);
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalText(member)}`).join()}}`;
}
