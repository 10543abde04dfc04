import { getOrInsert } from "../../collections/get-or-insert.js";
import { joinPointer } from "../../definition/json-pointer.js";
import { PROGRAM_TYPE } from "../../definition/program-type.js";
import { typesOf } from "../../definition/schema-types.js";
import { isJsonObject, itemsOf, membersOf } from "../../json/json-object.js";
import { MASK } from "../../log/mask.js";
import type { Definitions } from "../definitions.js";
import { evaluatedMembers } from "../evaluated-members.js";
import { expectation, expectedTypes, type KeywordError, rank } from "../mismatch.js";
import { standsForText, unwritable } from "../program-forms/program-types.js";
import { FOREIGN_VALUE, type ResolveRef, type SchemaObject } from "../schema-object.js";
import {
  constantsOf,
  discriminators,
  flattened,
  inPlace,
  isAmong,
  memberConstants,
  typeOf,
  typesAllowed,
} from "./alternatives.js";
import { leafRule } from "./leaf-rules.js";
import { isSecret, type Problem, shownValue } from "./problem.js";

/** Schemas that are looked at for one value, each time that they are. */
const MOST_VISITS = 2000;
/** Members and items are not looked at beyond as many problems. */
const MOST_PROBLEMS = 8;
/** Constants that a message lists. */
const MOST_LISTED = 20;
/** A text, an array or an object that is larger may take long to look at, once more for each alternative. */
const MOST_LENGTH = 10_000;

/** A problem, and how much it tells a person. */
interface Found extends Problem {
  readonly rank: number;
}

/**
 * Finds all that is wrong with a value by going down its schema once. Of alternatives that one counts which is meant:
 * by the type of the value, then by constants that tell them apart, and else the one with the fewest problems.
 *
 * @returns the problems, the most telling first; none when there are none, or when it takes too long to find them
 */
export function findProblems(schema: unknown, definitions: Definitions, value: unknown): readonly Problem[] {
  const finder = new Finder(definitions);
  try {
    const found = finder.look(schema, value, "");
    const unique = new Map(found.map((problem) => [`${problem.pointer} ${problem.expected}`, problem]));
    return [...unique.values()]
      .sort((left, right) => right.rank - left.rank)
      .map(({ pointer, expected, came }) => ({
        pointer,
        expected,
        ...(came === undefined ? {} : { came: finder.isMasked(pointer) ? MASK : came }),
      }));
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

class Finder {
  readonly #resolve: ResolveRef;
  readonly #masked = new Set<string>();
  /** The problems by the schema and the place: alternatives lead to the same ones time and again. */
  readonly #known = new Map<
    unknown,
    Map<string, { readonly value: unknown; readonly found: readonly Found[] }>
  >();
  #visits = 0;

  constructor(definitions: Definitions) {
    this.#resolve = (ref) => definitions.resolve(ref);
  }

  /** True for a value that is written only, or inside of one. */
  isMasked(pointer: string): boolean {
    const parts = pointer.split("/");
    return (
      isSecret(pointer) || parts.some((_, index) => this.#masked.has(parts.slice(0, index + 1).join("/")))
    );
  }

  look(schema: unknown, value: unknown, path: string): readonly Found[] {
    if (typeof value !== "object" || value === null) return this.#look(schema, value, path);
    const places = getOrInsert(this.#known, schema, () => new Map());
    const known = places.get(path);
    // An item of a list is looked at under the place of the list where no item alone is to blame.
    if (known !== undefined && known.value === value) return known.found;
    const found = withoutRepeated(this.#look(schema, value, path));
    places.set(path, { value, found });
    return found;
  }

  #look(schema: unknown, value: unknown, path: string): readonly Found[] {
    this.#visits += 1;
    if (this.#visits > MOST_VISITS) throw new RangeError("too much to look at");
    if (!isJsonObject(schema)) return schema === false ? [problem(path, "must not be there", value, 2)] : [];
    if (isLarge(schema, value)) throw new RangeError("too large to look at");
    if (schema.writeOnly === true) this.#masked.add(path);
    const own = this.#own(schema, value, path);
    const inner = (part: unknown) => this.look(part, value, path);
    const found = [
      ...own,
      ...(typeof schema.$ref === "string" ? inner(this.#resolve(schema.$ref)) : []),
      ...itemsOf(schema.allOf).flatMap(inner),
      ...(schema.anyOf === undefined ? [] : this.#choose(itemsOf(schema.anyOf), value, path, false)),
      ...(schema.oneOf === undefined ? [] : this.#choose(itemsOf(schema.oneOf), value, path, true)),
      ...(schema.not !== undefined && inner(schema.not).length === 0
        ? [problem(path, "must not match the schema under not", value, 0)]
        : []),
    ];
    if (schema.if !== undefined)
      found.push(...inner((inner(schema.if).length === 0 ? schema.then : schema.else) ?? true));
    if (Array.isArray(value)) found.push(...this.#items(schema, value, path));
    else if (isJsonObject(value) && !standsForText(value)) found.push(...this.#members(schema, value, path));
    return found.length > 0 ? found : this.#unevaluated(schema, value, path);
  }

  #own(schema: SchemaObject, value: unknown, path: string): readonly Found[] {
    const rule = leafRule(schema, value);
    if (rule === undefined || rule.check(value))
      return refusesForeign(schema, value)
        ? [problem(path, FOREIGN_VALUE, value, rank(at(path, "type")))]
        : [];
    const fault = unwritable(schema, value);
    if (fault !== undefined) return [problem(path, fault, value, rank(at(path, "format")))];
    const errors = rule.errors(value);
    const types = errors.filter(({ keyword }) => keyword === "type");
    // A broken limit says more than a type.
    if (types.length === errors.length) {
      const programType = schema[PROGRAM_TYPE] === undefined ? undefined : String(schema[PROGRAM_TYPE]);
      return [problem(path, expectedTypes(types, value, programType), value, rank(at(path, "type")))];
    }
    const others = errors.filter((error) => error.keyword !== "type");
    return others.flatMap((error) =>
      missingNames(error).map((name) =>
        problem(
          path,
          name === undefined ? expectation(error) : `must have required property '${name}'`,
          name === undefined ? value : undefined,
          rank(at(path, error.keyword)),
        ),
      ),
    );
  }

  /** The problems of the alternative that is meant. */
  #choose(list: readonly unknown[], value: unknown, path: string, isExact: boolean): readonly Found[] {
    const all = flattened(this.#resolve, list);
    const places = all.flatMap((alternative) => inPlace(this.#resolve, alternative));
    // It has the type of an alternative, though not the one that texts and objects have.
    const ofItsType = places.find((schema) => unwritable(schema, value) !== undefined);
    if (ofItsType !== undefined) return this.#own(ofItsType, value, path);
    const type = typeOf(value);
    const types = all.map((alternative) => typesAllowed(this.#resolve, alternative));
    const fitting = all.filter((_, index) => types[index]?.has(type) ?? true);
    if (fitting.length === 0) {
      const names = new Set(types.flatMap((allowed) => [...(allowed ?? [])]));
      if (names.has("number")) names.delete("integer");
      return [problem(path, `must be ${[...names].join(" or ")}`, value, rank(at(path, "type")))];
    }
    const meant = isJsonObject(value) ? this.#byConstants(fitting, value, path) : fitting;
    if (!Array.isArray(meant)) return [meant as Found];
    const results = (meant as readonly unknown[]).map((alternative) => this.look(alternative, value, path));
    const matches = results.filter((found) => found.length === 0).length;
    if (matches > 1 && isExact) return [problem(path, "must match exactly one schema in oneOf", value, 0)];
    if (matches > 0) return [];
    const constants = (meant as readonly unknown[]).map((one) => constantsOf(this.#resolve, one));
    if (constants.length > 1 && constants.every((listed) => listed !== undefined))
      return [problem(path, oneOf(constants.flat()), value, rank(at(path, "enum")))];
    return nearest(results);
  }

  /** The alternatives that the constants in a value leave; a problem when they leave none. */
  #byConstants(
    alternatives: readonly unknown[],
    value: Readonly<Record<string, unknown>>,
    path: string,
  ): readonly unknown[] | Found {
    let left = alternatives;
    for (const name of discriminators(this.#resolve, alternatives)) {
      if (left.length < 2) break;
      const constants = left.map((one) => memberConstants(this.#resolve, one, name));
      const listed = constants.flatMap((each) => each ?? []);
      const isTold = constants.every((each) => each !== undefined);
      if (!Object.hasOwn(value, name)) {
        const isNeeded = left.every((one) =>
          inPlace(this.#resolve, one).some(({ required }) => itemsOf(required).includes(name)),
        );
        if (!isTold || !isNeeded) continue;
        const expected = `must have required property '${name}', ${oneOf(listed).slice("must be ".length)}`;
        return problem(path, expected, undefined, rank(at(path, "required")));
      }
      const came = value[name];
      const fitting = left.filter((_, index) => isAmong(constants[index] ?? [came], came));
      const place = joinPointer(path, name);
      if (fitting.length === 0) return problem(place, oneOf(listed), came, rank(at(place, "enum")));
      left = fitting;
    }
    return left;
  }

  #members(schema: SchemaObject, value: Readonly<Record<string, unknown>>, path: string): readonly Found[] {
    const { properties, additionalProperties = true, propertyNames } = schema;
    const patterns = membersOf(schema.patternProperties).map(
      ([pattern, part]) => [new RegExp(pattern, "u"), part] as const,
    );
    const isIdle = properties === undefined && patterns.length === 0 && additionalProperties === true;
    const found: Found[] = [];
    for (const name of isIdle && propertyNames === undefined ? [] : Object.keys(value)) {
      if (found.length >= MOST_PROBLEMS) break;
      const place = joinPointer(path, name);
      const named = isJsonObject(properties) && Object.hasOwn(properties, name) ? [properties[name]] : [];
      const parts = [...named, ...patterns.filter(([pattern]) => pattern.test(name)).map(([, part]) => part)];
      for (const part of parts.length > 0 ? parts : [additionalProperties])
        found.push(...this.look(part, value[name], place));
      const [refused] = propertyNames === undefined ? [] : this.look(propertyNames, name, path);
      if (refused !== undefined) found.push(problem(place, refused.expected, undefined, refused.rank + 3));
    }
    for (const [name, part] of membersOf(schema.dependentSchemas))
      if (Object.hasOwn(value, name)) found.push(...this.look(part, value, path));
    return found;
  }

  #items(schema: SchemaObject, value: readonly unknown[], path: string): readonly Found[] {
    const prefix = itemsOf(schema.prefixItems);
    const { items = true, contains } = schema;
    const found: Found[] = [];
    for (const [index, item] of value.entries()) {
      if (found.length >= MOST_PROBLEMS || (items === true && index >= prefix.length)) break;
      found.push(...this.look(index < prefix.length ? prefix[index] : items, item, `${path}/${index}`));
    }
    if (contains === undefined) return found;
    const count = value.filter((item) => this.look(contains, item, path).length === 0).length;
    const [least, most] = [Number(schema.minContains ?? 1), Number(schema.maxContains ?? Infinity)];
    if (count < least)
      found.push(problem(path, `must contain at least ${least} of the items meant`, value, 0));
    if (count > most) found.push(problem(path, `must contain at most ${most} of the items meant`, value, 0));
    return found;
  }

  #unevaluated(schema: SchemaObject, value: unknown, path: string): readonly Found[] {
    const keyword = Array.isArray(value) ? "unevaluatedItems" : "unevaluatedProperties";
    const rest = schema[keyword];
    if (rest === undefined || rest === true || typeof value !== "object" || value === null) return [];
    const evaluated = evaluatedMembers(schema, value, {
      resolve: this.#resolve,
      fits: (part, inner) => this.look(part, inner, path).length === 0,
    });
    return Object.entries(value)
      .filter(([name]) => !evaluated.has(name))
      .flatMap(([name, inner]) => this.look(rest, inner, joinPointer(path, name)));
  }
}

/** To a rule of types, a Date and octets are objects. */
function refusesForeign(schema: SchemaObject, value: unknown): boolean {
  return typesOf(schema).includes("object") && standsForText(value);
}

/** Schemas that all apply to a value say the same of it, and so do those around them of the same. */
function withoutRepeated(found: readonly Found[]): readonly Found[] {
  if (found.length <= MOST_PROBLEMS) return found;
  return [...new Map(found.map((each) => [`${each.pointer} ${each.expected}`, each])).values()];
}

function isLarge(schema: SchemaObject, value: unknown): boolean {
  if (typeof value === "string") return value.length > MOST_LENGTH;
  return Array.isArray(value) && schema.uniqueItems === true && value.length > MOST_LENGTH / 10;
}

function problem(pointer: string, expected: string, value: unknown, rankOfIt: number): Found {
  const came = shownValue(value);
  return { pointer, expected, rank: rankOfIt, ...(came === undefined ? {} : { came }) };
}

/** The fewest problems, and of as many those that are further inside. */
function nearest(results: readonly (readonly Found[])[]): readonly Found[] {
  const depth = (found: readonly Found[]) => Math.max(...found.map((each) => each.rank));
  const [first = [], ...others] = results;
  return others.reduce(
    (best, found) =>
      found.length < best.length || (found.length === best.length && depth(found) > depth(best))
        ? found
        : best,
    first,
  );
}

function at(instancePath: string, keyword: string): KeywordError {
  return { instancePath, keyword, params: {}, message: "" };
}

function missingNames({ keyword, params }: KeywordError): readonly (string | undefined)[] {
  if (keyword !== "required" || !("requiredProperties" in params)) return [undefined];
  return itemsOf(params.requiredProperties).map(String);
}

function oneOf(constants: readonly unknown[]): string {
  const texts = [
    ...new Set(constants.map((each) => (typeof each === "bigint" ? String(each) : JSON.stringify(each)))),
  ];
  if (texts.length === 1) return `must be ${texts[0]}`;
  const more = texts.length > MOST_LISTED ? ` and ${texts.length - MOST_LISTED} more` : "";
  return `must be one of ${texts.slice(0, MOST_LISTED).join(", ")}${more}`;
}
