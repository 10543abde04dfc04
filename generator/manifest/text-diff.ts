import { createRequire } from "node:module";
import type * as Diff from "diff";
import { paint } from "../../src/terminal/colour.js";
import { UNPRINTABLE } from "../unprintable.js";

/** Lines shown around a change. */
const CONTEXT = 3;
/** Files that differ more are different files; finding out how would take long and help nobody. */
const MAX_EDITS = 2000;
const MAX_LINES = 200;

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

/** A line in which characters that a terminal would obey, or nobody see, are as source code writes them. */
function printable(line: string): string {
  return line.replace(UNPRINTABLE, (char) =>
    char === "\t" ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
