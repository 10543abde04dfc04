import type { Conjunction } from "../alternatives.js";
import { greatest, least } from "../bounds.js";
import type { TextRules } from "./word-search.js";

/** The rules for a string by the patterns and lengths of schemas that hold together. */
export function textRules(schemas: Conjunction): TextRules {
  const maxLength = least(schemas, "maxLength");
  return {
    matching: patternsOf(schemas),
    minLength: greatest(schemas, "minLength"),
    ...(Number.isFinite(maxLength) ? { maxLength } : {}),
  };
}

function patternsOf(schemas: Conjunction): string[] {
  const patterns = schemas.flatMap(({ pattern }) => (typeof pattern === "string" ? [pattern] : []));
  return [...new Set(patterns)].sort();
}
