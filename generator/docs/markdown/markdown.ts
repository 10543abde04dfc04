import { visible } from "../html/html.js";

/** By this a page is known as one that may be written again. */
export const MARKDOWN_MARK = "<!-- Written by oslo-gen";

/** Characters that may mean something to Markdown inside a line. */
const MEANING = /[\\`*_{}[\]<>&|~]/g;

/** Plain text on one line, in which nothing means anything to Markdown. */
export function plain(text: string): string {
  return visible(text.replace(/\s+/g, " ")).replace(MEANING, (char) => ENTITIES.get(char) ?? `\\${char}`);
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["<", "&lt;"],
  [">", "&gt;"],
  ["&", "&amp;"],
]);

/** Text as code inside a line, and inside a cell of a table. */
export function code(text: string): string {
  const line = visible(text.replace(/\s+/g, " ")).replaceAll("|", "\\|");
  const fence = "`".repeat(longestRun(line) + 1);
  const pad = /^[` ]|[` ]$/.test(line) ? " " : "";
  return line === "" ? "" : `${fence}${pad}${line}${pad}${fence}`;
}

/** Lines as a block of code. */
export function block(language: string, text: string): string {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${visible(text)}\n${fence}`;
}

/** A line whose beginning begins no list, no heading and no rule. */
export function paragraphStart(line: string): string {
  return line
    .trimStart()
    .replace(/^(\d+)([.)])/, "$1\\$2")
    .replace(/^[-+=#]/, "\\$&");
}

function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}
