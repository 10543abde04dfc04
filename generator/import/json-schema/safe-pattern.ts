import { patternProblem } from "../../../src/definition/pattern/pattern-problem.js";

/** Characters that need no backslash, and have none in a regular expression with the flag u. */
const NEEDLESS = /\\([^\w^$\\.*+?()[\]{}|/-])/g;

/** The pattern as 2020-12 has it; undefined when it is none, or could keep a process busy for ever. */
export function safePattern(pattern: unknown): string | undefined {
  if (typeof pattern !== "string") return undefined;
  return [pattern, pattern.replace(NEEDLESS, "$1"), outsideClasses(pattern.replace(NEEDLESS, "$1"))].find(
    (each) => patternProblem(each) === undefined,
  );
}

/** Outside of a class of characters a hyphen is itself, and so are braces that count nothing. */
function outsideClasses(pattern: string): string {
  return pattern.replace(/\[(?:\\.|[^\]\\])*\]|\\-|\\_|\{(?!\d+(?:,\d*)?\})/g, (found) => {
    if (found.startsWith("[")) return found.replace(/\\_/g, "_");
    return found === "{" ? "\\{" : found.slice(1);
  });
}
