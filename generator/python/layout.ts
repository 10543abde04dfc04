/** The width of the lines, that of PEP 8. */
export const LINE_WIDTH = 79;

/** Lines one step further to the right. */
export function indented(lines: readonly string[], by = 4): string[] {
  return lines.map((line) => (line === "" ? "" : " ".repeat(by) + line));
}

/**
 * A list between brackets, and what stands around it: in one line while it fits, else all items in a line of their own,
 * else each with a comma behind it. It is the way that formatters of Python have in common.
 *
 * @param indent how many spaces the line begins with; they are not part of the result
 */
export function bracketed(before: string, items: readonly string[], after: string, indent: number): string[] {
  const room = LINE_WIDTH - indent;
  const line = `${before}${items.join(", ")}${after}`;
  const isFlat = !items.some((item) => item.includes("\n"));
  if (isFlat && (line.length <= room || items.length === 0)) return [line];
  const inner = items.join(", ");
  if (isFlat && inner.length + 4 <= room) return [before, `    ${inner}`, after];
  return [before, ...items.flatMap((item) => indented(`${item},`.split("\n"))), after];
}

/** The lines of a text, broken at its blanks. @param continued stands before each but the first */
export function wrapped(text: string, width: number, continued = ""): string[] {
  const lines: string[] = [];
  let line = "";
  // Several blanks are those of a literal.
  for (const word of text.split(/(?<! ) (?! )/)) {
    if (line.trim() === "") line += word;
    else if (line.length + 1 + word.length <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = continued + word;
    }
  }
  return [...lines, line];
}
