import { LINE_WIDTH } from "./literal.js";

/** Control characters, those that hide or turn the text around them, and halves of characters no file can hold. */
const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be taken out
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Cs}]/gu;

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
  const lines = text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => line.replace(UNPRINTABLE, " ").replaceAll("*/", "*\\/").trim().replace(/^@/, "\\@"));
  const first = lines.findIndex((line) => line !== "");
  return first === -1 ? [] : lines.slice(first, lines.findLastIndex((line) => line !== "") + 1);
}

/** In a text of the code the end of a comment means the same with a backslash in it. */
function exampleLines({ title, code }: CodeExample): string[] {
  return [`@example ${commentText(title)}`, "```ts", ...code.replaceAll("*/", "*\\/").split("\n"), "```"];
}

function continued([first = "", ...others]: readonly string[]): string[] {
  return [`@${first}`, ...others.filter((line) => line !== "").map((line) => `  ${line}`)];
}
