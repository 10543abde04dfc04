import { isExponential } from "./ambiguity.js";
import { Automaton, TooLarge } from "./automaton.js";
import { parsePattern } from "./parse-pattern.js";

/**
 * Says what is wrong with a `pattern` of a schema: it is no regular expression, or a hostile peer could keep the
 * process busy with a short text.
 *
 * @returns undefined when nothing is wrong
 */
export function patternProblem(pattern: string): string | undefined {
  try {
    new RegExp(pattern, "u");
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^.*: /s, "") : String(error);
    return `is no regular expression: ${reason}`;
  }
  try {
    const { expressions, hasBackReference } = parsePattern(pattern);
    if (hasBackReference) return "must not refer back to a group: matching can take exponential time";
    if (!expressions.some((expression) => isExponential(new Automaton(expression)))) return undefined;
    return "can take exponential time: a repeated part matches the same text in more than one way";
  } catch (error) {
    // A RangeError comes of groups nested too deeply.
    if (error instanceof TooLarge || error instanceof RangeError)
      return "is too large to be checked; shorten it";
    throw error;
  }
}
