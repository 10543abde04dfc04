import { createRequire } from "node:module";
import type * as Diff from "diff";
import { paint } from "../../src/terminal/colour.js";

/** Lines shown around a change. */
const CONTEXT = 3;
/** Files that differ more are different files; finding out how would take long and help nobody. */
const MAX_EDITS = 2000;
const MAX_LINES = 200;

/** Characters that a terminal would obey instead of showing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones looked for
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** The difference of two texts, as lines for people: `-` is what is there, `+` what there would be. */
export function diffLines(old: string, text: string): string[] {
  // Loaded where something differs, and so in few runs.
  const { structuredPatch } = createRequire(import.meta.url)("diff") as typeof Diff;
  const patch = structuredPatch("", "", old, text, "", "", { context: CONTEXT, maxEditLength: MAX_EDITS });
  if (patch === undefined) return ["  (too different to show)"];
  const lines = patch.hunks.flatMap((hunk) => [
    `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`,
    ...hunk.lines,
  ]);
  const shown = lines.slice(0, MAX_LINES).map((line) => `  ${painted(printable(line))}`);
  return lines.length > MAX_LINES ? [...shown, `  (${lines.length - MAX_LINES} lines more)`] : shown;
}

function painted(line: string): string {
  if (line.startsWith("+")) return paint(line, "green", process.stdout);
  if (line.startsWith("-")) return paint(line, "red", process.stdout);
  return line.startsWith("@@") ? paint(line, "cyan", process.stdout) : line;
}

function printable(line: string): string {
  return line.replace(UNPRINTABLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
