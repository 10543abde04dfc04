import { printedLines } from "../unprintable.js";
import { LINE_WIDTH } from "./literal.js";

/** The parts of a documentation comment. */
export interface Documentation {
  readonly description?: string | undefined;
  /** Tags such as `@param`, each with its text. */
  readonly tags?: readonly string[];
  /** Code of TypeScript, each below an `@example`. */
  readonly examples?: readonly CodeExample[];
}

/** Code in a documentation comment. */
export interface CodeExample {
  readonly title: string;
  readonly code: string;
}

/** The lines of a documentation comment; none when there is nothing to say. */
export function docComment(
  { description = "", tags = [], examples = [] }: Documentation,
  indent: number,
): string[] {
  if (description === "" && tags.length === 0 && examples.length === 0) return [];
  const text = proseLines(description);
  const tagLines = [
    ...tags.flatMap((tag) => continued(proseLines(tag.replace(/^@/, "")))),
    ...examples.flatMap(exampleLines),
  ];
  const [only = ""] = text;
  if (tagLines.length === 0 && text.length === 1 && indent + only.length + 7 <= LINE_WIDTH) {
    return [`/** ${only} */`];
  }
  const gap = text.length > 0 && tagLines.length > 0 ? [""] : [];
  const lines = [...text, ...gap, ...tagLines];
  return lines.length === 0 ? [] : ["/**", ...lines.map((line) => ` * ${line}`.trimEnd()), " */"];
}

/** Text for the inside of a comment, on one line. */
export function commentText(text: string): string {
  return proseLines(text).join(" ");
}

/** A text that cannot end the comment it stands in, nor begin a tag that nobody meant. */
function proseLines(text: string): string[] {
  const lines = printedLines(text).map((line) => line.replaceAll("*/", "*\\/").trim().replace(/^@/, "\\@"));
  const first = lines.findIndex((line) => line !== "");
  return first === -1 ? [] : lines.slice(first, lines.findLastIndex((line) => line !== "") + 1);
}

/** In a text of the code the end of a comment means the same with a backslash in it. */
function exampleLines({ title, code }: CodeExample): string[] {
  return [`@example ${commentText(title)}`, "```ts", ...printedLines(code.replaceAll("*/", "*\\/")), "```"];
}

function continued([first = "", ...others]: readonly string[]): string[] {
  return [`@${first}`, ...others.filter((line) => line !== "").map((line) => `  ${line}`)];
}
