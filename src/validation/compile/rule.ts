import { getOrInsert } from "../../collections/get-or-insert.js";
import type { KeywordError } from "../mismatch.js";

/** Says whether values fit something, and why not. */
export interface Rule {
  check(value: unknown): boolean;
  /** The rules that a value breaks; none when it fits. */
  errors(value: unknown): readonly RuleFinding[];
}

/** A rule inside another one that a value breaks, not looked into yet. */
export interface OpenFinding {
  readonly rule: Rule;
  /** The value that the rule was asked about. */
  readonly value: unknown;
  /** Where that stands, as a JSON pointer into the value of the outer rule. */
  readonly path: string;
  /** Number of items before the first one of `value`. */
  readonly offset?: number;
}

/** A rule that a value breaks. */
export type RuleFinding = KeywordError | OpenFinding;

/** More would not make the best one of them any better. */
const MAX_RULES = 1000;

/** All that a value breaks, also in the rules inside. Not recursive: how deep they go is up to the schema. */
export function explainedErrors(rule: Rule, value: unknown): readonly KeywordError[] {
  const found: KeywordError[] = [];
  const open: OpenFinding[] = [{ rule, value, path: "" }];
  const known = new Map<Rule, Set<string>>();
  let looked = 0;
  for (const next of open) {
    // Alternatives lead to the same rules about the same values time and again.
    if (!isNew(known, next)) continue;
    looked += 1;
    if (looked > MAX_RULES) break;
    for (const finding of next.rule.errors(next.value)) {
      if ("rule" in finding) open.push({ ...finding, path: next.path + finding.path });
      else found.push({ ...finding, instancePath: next.path + rebased(finding.instancePath, next.offset) });
    }
  }
  return found;
}

function isNew(known: Map<Rule, Set<string>>, { rule, path, offset = 0 }: OpenFinding): boolean {
  const places = getOrInsert(known, rule, () => new Set());
  const place = `${offset} ${path}`;
  if (places.has(place)) return false;
  places.add(place);
  return true;
}

/** A finding for each of the rules that the value breaks. */
export function brokenOnes(rules: readonly Rule[], value: unknown): readonly OpenFinding[] {
  return rules.filter((rule) => !rule.check(value)).map((rule) => ({ rule, value, path: "" }));
}

function rebased(pointer: string, offset = 0): string {
  return offset === 0 ? pointer : pointer.replace(/^\/(\d+)/, (_, index) => `/${Number(index) + offset}`);
}
