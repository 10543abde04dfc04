import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../../../src/json/json-object.js";
import { type Alternative, alternativesOf } from "./alternatives.js";
import { areDisjoint } from "./disjoint.js";
import { accepts, looksAtTheRest } from "./evaluate.js";
import { isMixed, isMixedTarget } from "./int64-mix.js";
import { isNumeric, kindOf, kindsOf } from "./kinds.js";
import type { Proof } from "./proof.js";
import { keepsArrayRules } from "./prove-array.js";
import { keepsObjectRules } from "./prove-object.js";
import { keepsNumberRules, keepsStringRules } from "./prove-scalar.js";
import { SameSchema } from "./same-schema.js";
import { type Definitions, hasForeignKeyword, isInt64, listedValues } from "./schema-node.js";

/** What a proof may cost; schemas that people write take a few hundred steps. */
const MAX_STEPS = 50_000;
/** Values inside values. */
const MAX_DEPTH = 100;

/**
 * Tries to prove that every value one schema accepts is accepted by another. What it cannot prove may still be so, but
 * what it proves is so: it only ever takes the first schema for wider and the second for narrower than it is.
 */
export class Prover implements Proof {
  readonly left: Definitions;
  readonly right: Definitions;
  readonly #same: SameSchema;
  /** What is being proved. Meeting it again is enough: by then a value inside the value is looked at. */
  readonly #open = new Set<string>();
  readonly #ids = new Map<unknown, number>();
  #steps = 0;

  constructor(left: Definitions, right: Definitions) {
    this.left = left;
    this.right = right;
    this.#same = new SameSchema(left, right);
  }

  proves(schemas: readonly unknown[], target: unknown): boolean {
    this.#steps += 1;
    if (this.#steps > MAX_STEPS) return false;
    if (target === true || schemas.includes(false)) return true;
    if (schemas.length === 1 && this.#same.same(schemas[0], target)) return true;
    const key = [...schemas.map((schema) => this.#id(schema)).sort(), "in", this.#id(target)].join(" ");
    if (this.#open.has(key)) return true;
    if (this.#open.size >= MAX_DEPTH) return false;
    this.#open.add(key);
    try {
      const alternatives = alternativesOf(this.left, schemas);
      if (alternatives === undefined) return false;
      return alternatives.every((alternative) => this.#fits(alternative, target));
    } finally {
      this.#open.delete(key);
    }
  }

  #fits(alternative: Alternative, target: unknown): boolean {
    this.#steps += 1;
    if (this.#steps > MAX_STEPS) return false;
    if (!isJsonObject(target)) return target !== false;
    if (hasForeignKeyword(target)) return false;
    if (isMixed(this.left, alternative.schemas) || isMixedTarget(this.right, target)) return false;
    if (alternative.schemas.some((schema) => this.#same.same(schema, target))) return true;
    const values = this.#values(alternative);
    if (values !== undefined) return values.every((value) => accepts(this.right, target, value) === true);
    return (
      this.#kindFits(alternative, target) &&
      this.#partsFit(alternative, target) &&
      this.#ownKeywordsFit(alternative, target)
    );
  }

  /** The values of an alternative that has but a few; undefined when there may be more. */
  #values({ kind, schemas }: Alternative): readonly unknown[] | undefined {
    const lists = schemas.flatMap((schema) => {
      const listed = listedValues(schema);
      return listed === undefined ? [] : [listed];
    });
    const [first] = [...lists, ...(kind === "null" ? [[null]] : kind === "boolean" ? [[true, false]] : [])];
    return first
      ?.filter((value) => kindOf(value) === kind)
      .filter((value) => schemas.every((schema) => accepts(this.left, schema, value) !== false));
  }

  #kindFits({ kind, schemas }: Alternative, target: JsonObject): boolean {
    if (listedValues(target) !== undefined || !kindsOf(target).has(kind)) return false;
    return kind !== "bigint" || !isInt64(target) || schemas.some(isInt64);
  }

  /** What the target refers to or is composed of. */
  #partsFit(alternative: Alternative, target: JsonObject): boolean {
    const { schemas } = alternative;
    const fits = (part: unknown) => this.#fits(alternative, part);
    const isKept = (keywords: readonly string[]) =>
      schemas.some((schema) => this.#same.sameKeywords(schema, target, keywords));
    const parts = [
      ...(target.$ref === undefined ? [] : [this.right.target(target.$ref)]),
      ...itemsOf(target.allOf),
    ];
    if (!parts.every(fits)) return false;
    if (target.anyOf !== undefined && !isKept(["anyOf"]) && !itemsOf(target.anyOf).some(fits)) return false;
    if (
      target.oneOf !== undefined &&
      !isKept(["oneOf"]) &&
      !this.#fitsOne(alternative, itemsOf(target.oneOf))
    )
      return false;
    if (target.not !== undefined && !isKept(["not"]) && !areDisjoint(this, alternative, target.not))
      return false;
    if (target.if !== undefined && !isKept(["if", "then", "else"])) {
      if (!fits(target.then ?? true) || !fits(target.else ?? true)) return false;
    }
    return membersOf(target.dependentSchemas).every(([, part]) => fits(part)) || isKept(["dependentSchemas"]);
  }

  #fitsOne(alternative: Alternative, choices: readonly unknown[]): boolean {
    return choices.some(
      (choice, index) =>
        this.#fits(alternative, choice) &&
        choices.every((other, place) => place === index || areDisjoint(this, alternative, other)),
    );
  }

  #ownKeywordsFit(alternative: Alternative, target: JsonObject): boolean {
    const { kind, schemas } = alternative;
    const isKept = (keywords: readonly string[]) =>
      schemas.some((schema) => this.#same.sameKeywords(schema, target, keywords));
    if ((kind === "array" || kind === "object") && looksAtTheRest(target)) return false;
    if (isNumeric(kind)) return keepsNumberRules(alternative, target);
    if (kind === "string") return keepsStringRules(alternative, target);
    if (kind === "array") return keepsArrayRules(this, schemas, target, isKept);
    return kind !== "object" || keepsObjectRules(this, schemas, target, isKept);
  }

  #id(schema: unknown): number {
    const known = this.#ids.get(schema);
    if (known !== undefined) return known;
    this.#ids.set(schema, this.#ids.size);
    return this.#ids.size - 1;
  }
}
