import { joinPointer, pointerSegments, valueAt } from "../definition/json-pointer.js";
import type { MessagingError } from "../errors/messaging-error.js";
import { IncompatibleObjectVersion } from "../errors/validation-errors.js";
import { shortened } from "../log/cut.js";
import { MASK } from "../log/mask.js";
import { escapeControls } from "../log/one-line.js";
import { isSecret, type Problem } from "./explain/problem.js";
import type { UnknownVersion } from "./objects/unknown-version.js";

/** The shape of a typebox error, as far as it is read here. */
export interface KeywordError {
  readonly keyword: string;
  /** JSON pointer into the value. */
  readonly instancePath: string;
  readonly params: object;
  readonly message: string;
}

/** Problems that a message tells; of more their number is enough. */
const MOST_TOLD = 5;
const MAX_LENGTH = 200;

/** Where a value breaks its schema, and what the schema has there: the most telling place, and others. */
export class Mismatch {
  /** JSON pointer; "" is the whole value. */
  readonly pointer: string;
  /** The expectation there. Holds nothing of the value but names. */
  readonly expected: string;
  /** All that is wrong, this one first. */
  readonly problems: readonly Problem[];
  /** The versioned object that is to blame, whatever else is wrong. */
  readonly unknownVersion: UnknownVersion | undefined;

  constructor(
    pointer: string,
    expected: string,
    problems: readonly Problem[] = [{ pointer, expected }],
    unknownVersion?: UnknownVersion,
  ) {
    this.pointer = toShortLine(pointer);
    this.expected = toShortLine(expected);
    this.problems = problems;
    this.unknownVersion = unknownVersion;
  }

  /** The mismatch of the most telling of some problems. */
  static of(problems: readonly Problem[]): Mismatch | undefined {
    const [first] = problems;
    return first === undefined ? undefined : new Mismatch(first.pointer, first.expected, problems);
  }

  /** The same mismatch, with the versioned object that is to blame for it. */
  blaming(unknownVersion: UnknownVersion): Mismatch {
    return new Mismatch(this.pointer, this.expected, this.problems, unknownVersion);
  }

  /**
   * The error that a program gets.
   *
   * @param refused makes it where no version of an object is to blame
   */
  toError(refused: (pointer: string) => MessagingError): MessagingError {
    const { unknownVersion: unknown } = this;
    if (unknown === undefined) return refused(this.pointer);
    return new IncompatibleObjectVersion(unknown.objname, unknown.objver, unknown.supported);
  }

  /** The same mismatch seen from the object that has the value as its member `name`. */
  within(name: string): Mismatch {
    const around = joinPointer("", name);
    const problems = this.problems.map((problem) => ({
      ...problem,
      pointer: around + problem.pointer,
      ...(problem.came === undefined || !isSecret(around) ? {} : { came: MASK }),
    }));
    return new Mismatch(`${around}${this.pointer}`, this.expected, problems, this.unknownVersion);
  }

  /** All the problems in a line, for whoever may see the values; the place of the first stands elsewhere. */
  told(): string {
    return this.#listed(({ expected, came }) =>
      came === undefined ? toShortLine(expected) : `${toShortLine(expected)}, got ${toShortLine(came)}`,
    );
  }

  /** All the problems in a line, without what came. */
  toldWithoutValues(): string {
    return this.#listed(({ expected }) => toShortLine(expected));
  }

  #listed(text: (problem: Problem) => string): string {
    const told = this.problems
      .slice(0, MOST_TOLD)
      .map((problem, index) =>
        index === 0 ? text(problem) : `${toShortLine(problem.pointer || "/")} ${text(problem)}`,
      );
    const more = this.problems.length - told.length;
    return [...told, ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
  }
}

/** Keywords whose error only sums up those of the schemas inside. */
const SUMMARIES: ReadonlySet<string> = new Set([
  "anyOf",
  "oneOf",
  "if",
  "additionalProperties",
  "propertyNames",
]);

/**
 * Chooses the error that tells a person most: the deepest one, as of several alternatives the value fits that one
 * best, and among those at one place rather a broken limit than a wrong type.
 */
export function explain(errors: readonly KeywordError[], value: unknown): Mismatch {
  const [first, ...others] = errors;
  if (first === undefined) return new Mismatch("", "must match the schema");
  const best = others.reduce((found, error) => (rank(error) > rank(found) ? error : found), first);
  const pointer = best.instancePath;
  if (best.keyword !== "type") return new Mismatch(pointer, expectation(best));
  const types = errors.filter(
    (error) => error.keyword === "type" && error.instancePath === best.instancePath,
  );
  return new Mismatch(
    pointer,
    expectedTypes(types, valueAt(value, pointerSegments(best.instancePath) ?? [])),
  );
}

/** The weight of an error: more for a deeper one, and at one place for a broken limit. */
export function rank({ instancePath, keyword }: KeywordError): number {
  const depth = instancePath.split("/").length;
  return depth * 3 + (SUMMARIES.has(keyword) ? 0 : keyword === "type" ? 1 : 2);
}

/** The expectation that an error is about, in words. */
export function expectation({ keyword, params, message }: KeywordError): string {
  const parameters = new Map<string, unknown>(Object.entries(params));
  switch (keyword) {
    case "boolean":
      return "must not be there";
    case "const":
      return `must be ${toText(parameters.get("allowedValue"))}`;
    case "enum":
      return `must be one of ${toText(parameters.get("allowedValues"))}`;
    case "required": {
      const missing = parameters.get("requiredProperties") as readonly string[];
      return `must have required property '${missing[0]}'`;
    }
    case "propertyNames":
      return "must have only allowed property names";
    default:
      return message;
  }
}

/**
 * The types that errors at one place ask for, in words.
 *
 * @param programType the type that programs have in the place of a text
 */
export function expectedTypes(errors: readonly KeywordError[], value: unknown, programType?: string): string {
  const types = new Set(errors.flatMap(({ params }) => ("type" in params ? params.type : [])).map(String));
  const texts = programType === undefined ? "string" : `string (${programType})`;
  const names = [...types]
    .map((type) => (type === "bigint" ? "bigint (int64)" : type === "string" ? texts : type))
    .join(" or ");
  const isTooBig = typeof value === "bigint" && types.has("number");
  return `must be ${names}${isTooBig ? "; an integer only within ±(2^53 - 1)" : ""}`;
}

function toText(value: unknown): string {
  return JSON.stringify(value, (_key, member) => (typeof member === "bigint" ? String(member) : member));
}

/** Names come from peers: they may be long and hold line breaks. */
function toShortLine(text: string): string {
  return escapeControls(shortened(text, MAX_LENGTH));
}
