import { shellWord } from "../../../src/terminal/shell-word.js";
import { EXAMPLE_WIDTH } from "../../example-text/value-text.js";

/** A command, with a word in a line of its own where the line would be too long. */
export function shellCommand(words: readonly string[]): string {
  const lines: string[] = [];
  let line = "";
  for (const word of words.map(shellWord)) {
    if (line !== "" && line.length + word.length + 3 > EXAMPLE_WIDTH) {
      lines.push(line);
      line = `  ${word}`;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join(" \\\n");
}
