import { readFileSync } from "node:fs";

/** A piece of a page that stands between fences. */
export interface Block {
  /** What stands behind the first fence: the language, or nothing. */
  readonly language: string;
  readonly text: string;
}

/** The code blocks of a page, in order. */
export function pageBlocks(page: string): readonly Block[] {
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), "utf8");
  return [...text.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)].map(([, language = "", code = ""]) => ({
    language,
    text: code,
  }));
}

/** The code blocks of a page in one language, in order. */
export function codeBlocks(page: string, language: string): readonly string[] {
  return pageBlocks(page)
    .filter((block) => block.language === language)
    .map(({ text }) => text);
}
