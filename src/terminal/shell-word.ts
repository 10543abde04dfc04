import { escapeControls } from "../log/one-line.js";

/** A word that a shell takes as it is. */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  const isPlain = escapeControls(text) === text;
  if (isPlain) return `'${text.replaceAll("'", `'\\''`)}'`;
  // As bash and zsh have it.
  const escaped = [...text].map((char) =>
    char === "'" || char === "\\" ? `\\${char}` : escapeControls(char),
  );
  return `$'${escaped.join("")}'`;
}
