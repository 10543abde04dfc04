import { getOrInsert } from "../collections/get-or-insert.js";
import { encodedText, octetEncoding } from "../definition/content-encoding.js";
import type { CharSet } from "../definition/pattern/char-set.js";
import { itemsOf, type JsonObject } from "../json/json-object.js";
import type { CharClass } from "../subset/text/char-classes.js";
import { findWord, matches } from "../subset/text/find-word.js";
import { NotMatchable } from "../subset/text/matcher.js";
import { textRules } from "../subset/text/text-rules.js";
import { type Beginning, type TextRules, WordSearch } from "../subset/text/word-search.js";
import { FORMAT_TEXTS } from "./format-texts.js";
import type { Random } from "./random.js";
import { readableWord } from "./readable-word.js";

/** A text without a rule for it is this long, unless it has to be longer. */
const USUAL_LENGTH = { min: 3, max: 10 };
/** Texts longer than this are not made. */
const MOST_LENGTH = 100_000;
/** A pattern that lookaheads restrict refuses some of the texts that it is tried with. */
const MOST_TRIES = 100;
/** A text of patterns that has become longer by so much is ended as soon as it can be. */
const MOST_MORE = 20;
const MOST_KNOWN = 5_000;
const SMALL_AND_DIGITS: CharSet = [
  [0x61, 0x7a],
  [0x30, 0x39],
];
const CAPITALS: CharSet = [[0x41, 0x5a]];
const VISIBLE: CharSet = [[0x21, 0x7e]];
/** So often a character is a capital where it may be, as some pattern may want one without our knowing. */
const CAPITAL = 0.2;

/** A text that keeps to the patterns, lengths and formats of schemas, most likely; undefined when none is found. */
export function drawText(random: Random, schemas: readonly JsonObject[]): string | undefined {
  const rules = textRules(schemas);
  const formats = schemas.flatMap(({ format, contentEncoding }) => {
    const make = FORMAT_TEXTS.get(String(format)) ?? encodedTexts(contentEncoding, rules);
    return make === undefined ? [] : [make];
  });
  for (let left = formats.length === 0 ? 0 : MOST_TRIES; left > 0; left -= 1) {
    const text = random.pick(formats)?.(random) ?? "";
    if (hasLength(rules, text) && matches(rules, text)) return text;
  }
  if (rules.matching?.length !== 0) return wordOf(rules, random);
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = rules;
  if (minLength > maxLength || minLength > MOST_LENGTH) return undefined;
  const low = Math.min(Math.max(minLength, USUAL_LENGTH.min), maxLength);
  const high = Math.min(Math.max(minLength, USUAL_LENGTH.max), maxLength);
  return readableWord(random, random.integer(low, high));
}

/** A text of one of the patterns; undefined when none is found. */
export function drawMatching(random: Random, patterns: readonly string[]): string | undefined {
  return wordOf({ matching: itemsOf([random.pick(patterns)]).map(String) }, random);
}

/** Peers may decode what the schema only describes. */
function encodedTexts(
  contentEncoding: unknown,
  { minLength = 0, maxLength = Number.POSITIVE_INFINITY }: TextRules,
): ((random: Random) => string) | undefined {
  const encoding = octetEncoding(contentEncoding);
  const [fewest, most] = [Math.ceil(minLength / 4), Math.floor(Math.min(maxLength, MOST_LENGTH) / 4)];
  if (encoding === undefined || fewest > most) return undefined;
  return (random) => {
    const parts = random.integer(Math.max(fewest, Math.min(1, most)), Math.min(most, fewest + 3));
    const octets = Uint8Array.from({ length: parts * 3 }, () => random.integer(0, 255));
    return encodedText(octets, encoding);
  };
}

function hasLength(
  { minLength = 0, maxLength = Number.POSITIVE_INFINITY }: TextRules,
  text: string,
): boolean {
  return text.length >= minLength && text.length <= maxLength;
}

function wordOf(rules: TextRules, random: Random): string | undefined {
  const walk = walkOf(rules);
  const word = findWord(rules);
  for (let left = walk === undefined || word === "none" ? 0 : MOST_TRIES; left > 0; left -= 1) {
    const text = walk?.text(random);
    if (text !== undefined && matches(rules, text)) return text;
  }
  return typeof word === "string" ? undefined : word.text;
}

const walks = new Map<string, Walk | undefined>();

function walkOf(rules: TextRules): Walk | undefined {
  return getOrInsert(walks, JSON.stringify(rules), () => makeWalk(rules));
}

function makeWalk(rules: TextRules): Walk | undefined {
  if ((rules.minLength ?? 0) > MOST_LENGTH) return undefined;
  try {
    return new Walk(rules);
  } catch (error) {
    if (error instanceof NotMatchable || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The characters of a class that are taken, and those of them that are taken seldom. */
interface Chars {
  readonly chars: readonly number[];
  readonly capitals: readonly number[];
}

/** Characters that may come next, and where each of them leads. */
interface Way extends Chars {
  readonly next: Beginning;
}

/** Goes at random through the texts of some rules. What a pattern says besides, whoever asks has to see to. */
class Walk {
  readonly #search: WordSearch;
  readonly #rules: TextRules;
  readonly #chars = new Map<CharClass, Chars>();
  readonly #known = new Map<string, readonly Way[]>();

  constructor(rules: TextRules) {
    this.#search = new WordSearch(rules, { isWide: true });
    this.#rules = rules;
  }

  text(random: Random): string | undefined {
    const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = this.#rules;
    const wanted = random.integer(minLength, Math.min(maxLength, minLength + USUAL_LENGTH.max));
    let here = this.#search.start();
    let text = "";
    for (let length = 0; ; length += 1) {
      const isRight = this.#search.isRight(here);
      if (isRight && length >= wanted) return text;
      const way = length < wanted + MOST_MORE ? random.pick(this.#ways(here)) : undefined;
      if (way === undefined) return isRight ? text : this.#ended(here, text);
      const chars = way.capitals.length > 0 && random.chance(CAPITAL) ? way.capitals : way.chars;
      text += String.fromCodePoint(random.pick(chars) ?? 0);
      here = way.next;
    }
  }

  #ended(here: Beginning, text: string): string | undefined {
    const word = this.#search.shortest({ ...here, text });
    return typeof word === "string" ? undefined : word.text;
  }

  #ways(here: Beginning): readonly Way[] {
    const key = JSON.stringify([here.states, here.fewest, here.most]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const ways = this.#search.classes.flatMap((each) => {
      const next = this.#search.step(here, each.char);
      return next === undefined ? [] : [{ ...this.#charsOf(each), next: { ...next, text: "x" } }];
    });
    const readable = ways.filter(({ chars }) => chars.some((char) => isIn(VISIBLE, char)));
    const result = readable.length > 0 ? readable : ways;
    if (this.#known.size < MOST_KNOWN) this.#known.set(key, result);
    return result;
  }

  #charsOf(each: CharClass): Chars {
    return getOrInsert(this.#chars, each, () => {
      const lists = [within(each.set, SMALL_AND_DIGITS), within(each.set, VISIBLE), [each.char]];
      return { chars: lists.find((list) => list.length > 0) ?? [], capitals: within(each.set, CAPITALS) };
    });
  }
}

function isIn(set: CharSet, char: number): boolean {
  return set.some(([from, to]) => from <= char && char <= to);
}

/** The characters of a set that are in a small one as well. */
function within(set: CharSet, small: CharSet): number[] {
  return small.flatMap(([from, to]) =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index).filter((char) => isIn(set, char)),
  );
}
