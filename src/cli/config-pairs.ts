import { UsageError } from "../terminal/usage-error.js";
import { splitPair } from "./split-pair.js";

const OPTION = "--config";

/**
 * Joins each `--config NAME VALUE` of a command line into the one word `--config=NAME=VALUE`, as commander has
 * no option that takes two words. What follows `--` is left alone, and so is the router, whose `--config` is a file.
 *
 * @throws {UsageError} The name or the value is missing.
 */
export function joinConfigPairs(words: readonly string[]): string[] {
  if (words[0] === "router") return [...words];
  const joined: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (word === "--") return [...joined, ...words.slice(at)];
    if (word !== OPTION) {
      joined.push(word);
      continue;
    }
    const [name, value] = [words[at + 1], words[at + 2]];
    if (name === undefined || name.startsWith("-") || name.includes("=") || value === undefined) {
      throw new UsageError(`${OPTION} takes a name and a value: ${OPTION} amqp_idle_timeout 10`);
    }
    joined.push(`${OPTION}=${name}=${value}`);
    at += 2;
  }
  return joined;
}

/** Takes apart what `joinConfigPairs` joined. */
export function splitConfigPair(pair: string): readonly [name: string, value: string] {
  const split = splitPair(pair);
  if (split !== undefined) return split;
  throw new UsageError(`${OPTION} takes a name and a value: ${OPTION} amqp_idle_timeout 10`);
}
