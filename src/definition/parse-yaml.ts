import { createRequire } from "node:module";
import type * as Yaml from "yaml";
import { MAX_DEPTH } from "../json/limits.js";

/** A text is no YAML, or holds what JSON has not. */
export class YamlError extends Error {}

/**
 * Reads YAML 1.2 as the JSON that it stands for, with integers of any size.
 *
 * @throws {YamlError}
 */
export function parseYaml(text: string): unknown {
  // Most definitions are JSON, and the parser takes a while to load.
  const { parseDocument } = createRequire(import.meta.url)("yaml") as typeof Yaml;
  const document = parseDocument(text, { intAsBigInt: true, stringKeys: true, prettyErrors: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw new YamlError(firstLine(problem));
  try {
    return plain(document.toJS(), new Set());
  } catch (error) {
    if (error instanceof YamlError || !(error instanceof Error)) throw error;
    throw new YamlError(firstLine(error));
  }
}

function firstLine({ message }: Error): string {
  return (message.split("\n")[0] ?? "").replace(/:$/, "");
}

/** Numbers as JSON has them. An alias makes one value stand in several places, and must not stand inside itself. */
function plain(value: unknown, around: Set<object>): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value !== "object" || value === null) return value;
  if (around.has(value)) throw new YamlError("an alias stands inside what it names");
  if (around.size >= MAX_DEPTH) throw new YamlError(`is nested more than ${MAX_DEPTH} levels deep`);
  around.add(value);
  const result = Array.isArray(value)
    ? value.map((item) => plain(item, around))
    : // Entries make an ordinary member of one called __proto__ too.
      Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member, around)]));
  around.delete(value);
  return result;
}
