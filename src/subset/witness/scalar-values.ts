import type { JsonObject } from "../../json/json-object.js";
import { boundsOf, greatest, least } from "../bounds.js";
import { FORMAT_SAMPLES } from "../format-samples.js";
import type { Kind } from "../kinds.js";
import { findWord } from "../text/find-word.js";
import { textRules } from "../text/text-rules.js";
import type { TextRules } from "../text/word-search.js";

const LIMITS = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
const MOST_LENGTH = 10_000;
const USUAL = ["a", "", "A", "0", " ", "abc", "a-b_c.1", "a/b", "@a/b", "http://a/", "\u00e9"];

/** Numbers of a kind that schemas are likely to accept, the plain ones first. */
export function* numbersOf(
  kind: Kind,
  schemas: readonly JsonObject[],
  hints: readonly JsonObject[],
): Generator<number | bigint> {
  const { low, high } = boundsOf(kind, schemas);
  const steps = [...schemas, ...hints].flatMap(({ multipleOf }) =>
    typeof multipleOf === "number" ? [multipleOf] : [],
  );
  yield* [1, 0, 2, -1, 0.5, 1.5, 3];
  yield* [...schemas, ...hints].flatMap((schema) => LIMITS.flatMap((keyword) => around(schema[keyword])));
  for (const step of steps) {
    for (const { value } of [...low, ...high]) {
      const near = Math.floor(Number(value) / step);
      if (Number.isSafeInteger(near)) yield* [-1, 0, 1, 2].map((more) => (near + more) * step);
    }
    yield* [2, 3, 4, 5, 7, 10].map((count) => count * step);
  }
  yield* [10, 100, 1000, 12345.25, 1e21, 2n ** 53n, -(2n ** 60n), 2 ** 53];
}

function around(limit: unknown): (number | bigint)[] {
  if (typeof limit === "bigint") return [limit, limit - 1n, limit + 1n];
  return typeof limit === "number" ? [limit, limit - 1, limit + 1, limit - 0.5, limit + 0.5] : [];
}

/** Texts that schemas are likely to accept. */
export function* textsOf(schemas: readonly JsonObject[]): Generator<string> {
  const formats = schemas.flatMap(({ format }) => FORMAT_SAMPLES.get(String(format)) ?? []);
  for (const { good } of formats) yield good;
  const own = textRules(schemas);
  yield* wordOf(own);
  yield* USUAL;
  yield* [greatest(schemas, "minLength"), least(schemas, "maxLength")].flatMap(ofLength);
  yield* wordOf({ ...own, except: [...USUAL, ...FIRST_WORDS] });
}

const FIRST_WORDS = ["aa", "aaa"];

/** Texts that schemas are likely to accept and the target's own keywords refuse. */
export function* textsAgainst(schemas: readonly JsonObject[], target: JsonObject): Generator<string> {
  const own = textRules(schemas);
  const { pattern, minLength, maxLength, format } = target;
  if (typeof pattern === "string") {
    yield* textsOf(schemas);
    yield* wordOf({ ...own, without: [pattern] });
    yield* wordOf({ ...own, without: [pattern], minLength: (own.minLength ?? 0) + 1 });
  }
  if (minLength !== undefined) {
    yield* wordOf({
      ...own,
      maxLength: Math.min(Number(minLength) - 1, own.maxLength ?? Number.POSITIVE_INFINITY),
    });
    yield* ofLength(Number(minLength) - 1);
  }
  if (maxLength !== undefined) {
    const longer = Math.max(Number(maxLength) + 1, own.minLength ?? 0);
    yield* ofLength(longer);
    yield* wordOf({ ...own, minLength: longer });
    yield* textsOf(schemas);
  }
  if (format !== undefined) {
    const bad = FORMAT_SAMPLES.get(String(format))?.bad;
    if (bad !== undefined) yield bad;
    yield* textsOf(schemas);
    yield* wordOf({ ...own, minLength: (own.minLength ?? 0) + 2 });
  }
}

/** A text of the rules that is none of those; undefined when there is none at hand. */
export function textBeside(schemas: readonly JsonObject[], listed: readonly unknown[]): string | undefined {
  const except = listed.filter((value) => typeof value === "string");
  for (const text of textsOf(schemas)) if (!except.includes(text)) return text;
  const [word] = wordOf({ ...textRules(schemas), except });
  return word;
}

function* wordOf(rules: TextRules): Generator<string> {
  const word = findWord(rules);
  if (typeof word !== "string") yield word.text;
}

function ofLength(length: number): string[] {
  if (!(length >= 0 && length <= MOST_LENGTH)) return [];
  return ["a", "0", "A"].map((char) => char.repeat(length));
}
