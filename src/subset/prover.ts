import { getOrInsert } from "../collections/get-or-insert.js";
import { isJsonObject, itemsOf, type JsonObject, membersOf } from "../json/json-object.js";
import { type Alternative, alternativesOf } from "./alternatives.js";
import type { SetDefinitions } from "./definitions.js";
import { areDisjoint } from "./disjoint.js";
import { accepts } from "./evaluate.js";
import { fewComposed, fewValues } from "./few-values.js";
import { isMixed, isMixedTarget } from "./int64-mix.js";
import { isNumeric, kindOf, kindsOf } from "./kinds.js";
import type { Proof } from "./proof.js";
import { keepsArrayRules } from "./prove-array.js";
import { isEmptyKind } from "./prove-empty.js";
import { keepsObjectRules } from "./prove-object.js";
import { keepsNumberRules, keepsStringRules } from "./prove-scalar.js";
import { SameSchema } from "./same-schema.js";
import { hasForeignKeyword, isInt64, listedValues } from "./schema-node.js";
import { splitByChoices } from "./split-alternative.js";
import { synthetic } from "./synthetic.js";

/** Most steps of a proof; schemas that people write take a few hundred steps. */
const MAX_STEPS = 50_000;
/** Values inside values. */
const MAX_DEPTH = 100;
/** Schemas inside schemas, for all of those values together. */
const MAX_LEVELS = 600;
/** Proofs inside proofs, which begin anew. */
const MAX_NESTED = 2;

/**
 * Tries to prove that every value one schema accepts is accepted by another. What it cannot prove may still be so, but
 * what it proves is so: it only ever takes the first schema for wider and the second for narrower than it is.
 */
export class Prover implements Proof {
  readonly left: SetDefinitions;
  readonly right: SetDefinitions;
  readonly #same: SameSchema;
  /**
   * Questions that are proved, or are being proved: meeting it again is enough, as by then a value inside the value is
   * looked at. What rests on something that fails goes with it.
   */
  readonly #proved = new Set<string>();
  /** Questions that were added since this one was asked, in that order. */
  readonly #added: string[] = [];
  readonly #failed = new Set<string>();
  readonly #ids = new Map<unknown, number>();
  #depth = 0;
  /** Schemas that are looked at one inside the other, for one value or for those inside it. */
  #inPlace = 0;
  #steps = 0;
  /** True once the question met a limit: what fails then might have been proved without it. */
  #isLimited = false;
  /** Whether alternatives fit targets: many choices may lead to one target. */
  readonly #fitting = new WeakMap<Alternative, Map<unknown, boolean>>();
  readonly #empty = new WeakMap<Alternative, boolean>();
  readonly #nesting: number;

  /**
   * @param nesting the number of proofs that this one is inside of
   * @param alike schemas that are taken to be alike, so that only what is beside them counts
   */
  constructor(
    left: SetDefinitions,
    right: SetDefinitions,
    nesting = 0,
    alike: readonly (readonly [unknown, unknown])[] = [],
  ) {
    this.left = left;
    this.right = right;
    this.#nesting = nesting;
    this.#same = new SameSchema(left, right, alike);
  }

  proves(written: readonly unknown[], writtenTarget: unknown): boolean {
    if (this.#depth === 0) this.#begin();
    if (this.#isTooLong()) return false;
    // However a question is written, it is the same one.
    const target = this.right.behind(writtenTarget);
    const schemas = conjuncts(this.left, written);
    if (target === true || schemas.includes(false)) return true;
    if (schemas.length === 1 && this.#same.same(schemas[0], target)) return true;
    const key = [...schemas.map((schema) => this.#id(schema)).sort(), "in", this.#id(target)].join(" ");
    if (this.#proved.has(key)) return true;
    if (this.#failed.has(key)) return false;
    if (this.#depth >= MAX_DEPTH) {
      this.#isLimited = true;
      return false;
    }
    const mark = this.#added.length;
    this.#proved.add(key);
    this.#added.push(key);
    this.#depth += 1;
    const alternatives = alternativesOf(this.left, schemas);
    const holds = alternatives?.every((alternative) => this.#fits(alternative, target)) ?? false;
    this.#depth -= 1;
    if (!holds) {
      for (const other of this.#added.splice(mark)) this.#proved.delete(other);
      if (!this.#isLimited) this.#failed.add(key);
    }
    return holds;
  }

  provesBack(schemas: readonly unknown[], target: unknown): boolean {
    return this.#other(this.right, this.left)?.proves(schemas, target) ?? false;
  }

  excludes(schemas: readonly unknown[], other: unknown): boolean {
    return (
      alternativesOf(this.left, schemas)?.every((alternative) => areDisjoint(this, alternative, other)) ??
      false
    );
  }

  refusesName({ propertyNames, maxProperties }: JsonObject, name: string): boolean {
    if (maxProperties === 0) return true;
    return propertyNames !== undefined && accepts(this.left, propertyNames, name) === false;
  }

  few(schemas: readonly unknown[]): readonly unknown[] | undefined {
    const lists = alternativesOf(this.left, schemas)?.map((alternative) => this.#values(alternative));
    return lists?.every((list) => list !== undefined) ? lists.flat() : undefined;
  }

  /** A proof of its own: it must not rest on what this one has not finished yet. */
  #other(left: SetDefinitions, right: SetDefinitions): Prover | undefined {
    return this.#nesting < MAX_NESTED ? new Prover(left, right, this.#nesting + 1) : undefined;
  }

  #begin(): void {
    this.#added.length = 0;
    this.#steps = 0;
    this.#isLimited = false;
  }

  #isTooLong(): boolean {
    this.#steps += 1;
    this.#isLimited ||= this.#steps > MAX_STEPS;
    return this.#steps > MAX_STEPS;
  }

  #fits(alternative: Alternative, target: unknown): boolean {
    const answers = getOrInsert(this.#fitting, alternative, () => new Map<unknown, boolean>());
    const known = answers.get(target);
    if (known !== undefined) return known;
    if (this.#isTooLong() || this.#isTooDeep()) return false;
    this.#inPlace += 1;
    const fits = this.#fitsHere(alternative, target);
    this.#inPlace -= 1;
    if (!this.#isLimited) answers.set(target, fits);
    return fits;
  }

  #isTooDeep(): boolean {
    this.#isLimited ||= this.#inPlace > MAX_LEVELS;
    return this.#inPlace > MAX_LEVELS;
  }

  #fitsHere(alternative: Alternative, target: unknown): boolean {
    if (!isJsonObject(target)) return target !== false || this.#isEmpty(alternative);
    if (hasForeignKeyword(target)) return false;
    if (isMixed(this.left, alternative.schemas) || isMixedTarget(this.right, target)) return false;
    if (alternative.schemas.some((schema) => this.#same.same(schema, target))) return true;
    // What is left of texts, arrays and objects is only worth listing where others are listed, too.
    const values = this.#values(alternative, listedValues(target) !== undefined);
    const answers = values?.map((value) => accepts(this.right, target, value));
    if (answers?.includes(false) === true) return false;
    if (answers?.every((answer) => answer === true) === true) return true;
    return (
      (this.#kindFits(alternative, target) &&
        this.#partsFit(alternative, target) &&
        this.#ownKeywordsFit(alternative, target)) ||
      this.#isEmpty(alternative)
    );
  }

  /** True when there is no value that the alternative lets through. */
  #isEmpty(alternative: Alternative): boolean {
    const known = this.#empty.get(alternative);
    if (known !== undefined) return known;
    this.#empty.set(alternative, false);
    const isEmpty =
      isEmptyKind(this, alternative) ||
      this.#values(alternative)?.length === 0 ||
      alternative.schemas.some(
        ({ not }) => not !== undefined && this.#other(this.left, this.left)?.fits(alternative, not) === true,
      );
    this.#empty.set(alternative, isEmpty);
    return isEmpty;
  }

  /** True when what an alternative lets through is accepted by `target`. */
  fits(alternative: Alternative, target: unknown): boolean {
    this.#begin();
    return this.#fits(alternative, target);
  }

  /** The values of an alternative that has but a few; undefined when there may be more. */
  #values(alternative: Alternative, isThorough = false): readonly unknown[] | undefined {
    const { kind, schemas } = alternative;
    const lists = schemas.flatMap((schema) => {
      const listed = listedValues(schema);
      return listed === undefined ? [] : [listed];
    });
    const [first = isThorough ? fewComposed(this, alternative) : fewValues(alternative)] = lists;
    return first
      ?.filter((value) => kindOf(value) === kind)
      .filter((value) => schemas.every((schema) => accepts(this.left, schema, value) !== false));
  }

  #kindFits({ kind, schemas }: Alternative, target: JsonObject): boolean {
    if (listedValues(target) !== undefined || !kindsOf(target).has(kind)) return false;
    return kind !== "bigint" || !isInt64(target) || schemas.some(isInt64);
  }

  /** True when each part that the target refers to or is composed of fits. */
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
    if (target.anyOf !== undefined && !isKept(["anyOf"])) {
      const choices = itemsOf(target.anyOf);
      if (!this.#fitsChoices(alternative, choices, (each) => choices.some((part) => this.#fits(each, part))))
        return false;
    }
    if (target.oneOf !== undefined && !isKept(["oneOf"])) {
      const choices = itemsOf(target.oneOf);
      if (!this.#fitsChoices(alternative, choices, (each) => this.#fitsOne(each, choices))) return false;
    }
    if (target.not !== undefined && !isKept(["not"]) && !this.#fitsNot(alternative, target.not)) return false;
    if (
      target.if !== undefined &&
      !isKept(["if", "then", "else"]) &&
      !this.#fitsCondition(alternative, target)
    )
      return false;
    return (
      isKept(["dependentSchemas"]) ||
      alternative.kind !== "object" ||
      membersOf(target.dependentSchemas).every(([name, part]) =>
        this.proves([...schemas, synthetic({ type: "object", required: [name] })], part),
      )
    );
  }

  /** Values of one alternative may be spread over several choices: then it is taken apart. */
  #fitsChoices(
    alternative: Alternative,
    choices: readonly unknown[],
    fits: (alternative: Alternative) => boolean,
  ): boolean {
    if (fits(alternative)) return true;
    const parts = splitByChoices(this, alternative, choices);
    return parts?.every((part) => this.#fitsChoices(part, choices, fits) || this.#isEmpty(part)) ?? false;
  }

  #fitsNot(alternative: Alternative, excluded: unknown): boolean {
    const { schemas, kind } = alternative;
    if (isJsonObject(excluded) && excluded.not !== undefined && Object.keys(excluded).length === 1)
      return this.#fits(alternative, excluded.not);
    if (areDisjoint(this, alternative, excluded)) return true;
    const ofKind = alternativesOf(this.right, [excluded])?.filter((other) => other.kind === kind);
    return schemas.some(
      ({ not }) =>
        not !== undefined &&
        (ofKind?.every((other) => this.#other(this.right, this.left)?.fits(other, not) === true) ?? false),
    );
  }

  #fitsCondition(alternative: Alternative, target: JsonObject): boolean {
    const { if: test, then: whenTrue = true, else: whenFalse = true } = target;
    const isAlways = this.#fits(alternative, whenTrue);
    const isOtherwise = this.#fits(alternative, whenFalse);
    return (
      (isAlways && isOtherwise) ||
      (isAlways && this.#fits(alternative, test)) ||
      (isOtherwise && areDisjoint(this, alternative, test))
    );
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
    if (isNumeric(kind)) return keepsNumberRules(alternative, target);
    if (kind === "string") return keepsStringRules(alternative, target);
    if (kind === "array") return keepsArrayRules(this, schemas, target, isKept);
    return kind !== "object" || keepsObjectRules(this, schemas, target, isKept);
  }

  #id(schema: unknown): number {
    return getOrInsert(this.#ids, schema, () => this.#ids.size);
  }
}

/** Each of the schemas that say something, once. */
function conjuncts(definitions: SetDefinitions, schemas: readonly unknown[]): readonly unknown[] {
  const said = new Set(schemas.map((schema) => definitions.behind(schema)));
  said.delete(true);
  return [...said];
}

const provers = new WeakMap<SetDefinitions, WeakMap<SetDefinitions, Prover>>();

/** Makes the prover for the schemas of two definitions; it remembers what it has proved. */
export function proverOf(left: SetDefinitions, right: SetDefinitions): Prover {
  const ofLeft = getOrInsert(provers, left, () => new WeakMap());
  return getOrInsert(ofLeft, right, () => new Prover(left, right));
}
