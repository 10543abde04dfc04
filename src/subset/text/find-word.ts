import { getOrInsert } from "../../collections/get-or-insert.js";
import { NotMatchable } from "./matcher.js";
import { type TextRules, type Word, WordSearch } from "./word-search.js";

const MOST_LENGTH = 1000;
const MOST_EXCEPT = 50;

const known = new Map<string, Word>();

/** Finds a shortest text that keeps to all of the rules. */
export function findWord(rules: TextRules): Word {
  return getOrInsert(known, JSON.stringify(rules), () => search(rules));
}

function search(rules: TextRules): Word {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = rules;
  if (minLength > maxLength) return "none";
  if (minLength > MOST_LENGTH || (rules.except?.length ?? 0) > MOST_EXCEPT) return "unknown";
  try {
    const texts = new WordSearch(rules);
    const found = texts.shortest(texts.start());
    return typeof found === "string" || matches(rules, found.text) ? found : "unknown";
  } catch (error) {
    if (error instanceof NotMatchable || error instanceof RangeError) return "unknown";
    throw error;
  }
}

/** True when a text matches the patterns that it is to match, and none of the others. */
export function matches({ matching = [], without = [] }: TextRules, text: string): boolean {
  return (
    matching.every((pattern) => new RegExp(pattern, "u").test(text)) &&
    without.every((pattern) => !new RegExp(pattern, "u").test(text))
  );
}
