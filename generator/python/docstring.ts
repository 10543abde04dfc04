import { printedLines, UNPRINTABLE } from "../unprintable.js";
import { indented, LINE_WIDTH, wrapped } from "./layout.js";

/** The parts of a docstring. */
export interface Documentation {
  readonly description?: string | undefined;
  /** Fields as Sphinx reads them, such as `:param size: in GiB`. */
  readonly fields?: readonly string[];
  /** Literal blocks, each below its title. */
  readonly blocks?: readonly { readonly title: string; readonly lines: readonly string[] }[];
}

/**
 * The lines of a docstring; none when there is nothing to say.
 *
 * @param indent how many spaces each line will begin with
 */
export function docstring(
  { description = "", fields = [], blocks = [] }: Documentation,
  indent: number,
): string[] {
  const width = LINE_WIDTH - indent;
  const [summary = "", ...details] = paragraphs(description);
  const sections = [
    ...details.map((paragraph) => wrapped(paragraph, width)),
    ...blocks.map(({ title, lines }) => [
      ...wrapped(`${printable(title)}::`, width),
      "",
      ...lines.flatMap(printedLines).map((line) => `    ${escaped(line)}`.trimEnd()),
    ]),
    // Fields end the text for Sphinx.
    fields.flatMap((field) => wrapped(printable(field), width, "    ")),
  ].filter((lines) => lines.length > 0);
  if (summary === "" && sections.length === 0) return [];
  // A quote at the end would become part of those that end the docstring.
  const closed = summary.endsWith('"') ? `${summary.slice(0, -1)}\\"` : summary;
  const isAlone = sections.length === 0;
  if (isAlone && closed.length + 6 <= width) return [`"""${closed}"""`];
  // A text that fits into a line without the quotes behind it does not end there either.
  const head = summary === "" ? ['"""'] : wrapped(`"""${summary}`, isAlone ? width - 3 : width);
  const below = sections.flatMap((lines, index) => (index === 0 && summary === "" ? lines : ["", ...lines]));
  return [...head, ...below, '"""'];
}

/** A class with its docstring, and its members an empty line apart. @param head all up to the colon and that */
export function classText(
  head: string,
  description: string,
  members: readonly (readonly string[])[],
): string {
  const body = members.flatMap((lines) => ["", ...lines]);
  return [head, ...indented([...docstring({ description }, 4), ...body])].join("\n");
}

/** Text for the inside of a comment or a docstring, on one line. */
export function printable(text: string): string {
  return escaped(text.replaceAll(UNPRINTABLE, " ")).trim();
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"""', '\\"\\"\\"');
}

/** Line breaks of one paragraph are those of some editor. */
function paragraphs(text: string): string[] {
  return text
    .split(/(?:\r\n|[\n\r\u2028\u2029])\s*(?:\r\n|[\n\r\u2028\u2029])/)
    .map((part) => printable(part).replaceAll(/ {2,}/g, " "))
    .filter((part) => part !== "");
}
