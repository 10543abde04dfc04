import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { repositoryFiles } from "../../scripts/repository-files.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const ROW = /^\|.*\|$/;
const DELIMITERS = /^\|(?:\s*:?-+:?\s*\|)+$/;

/** The lines at which a run of rows begins that is no table, since no row of delimiters is its second. */
function brokenTables(text: string): number[] {
  const lines = text.split("\n");
  return lines.flatMap((line, index) =>
    ROW.test(line) && !ROW.test(lines[index - 1] ?? "") && !DELIMITERS.test(lines[index + 1] ?? "")
      ? [index + 1]
      : [],
  );
}

test("each table of a page has its head", () => {
  const pages = repositoryFiles().filter((file) => file.endsWith(".md"));
  const broken = pages.flatMap((page) =>
    brokenTables(readFileSync(`${ROOT}${page}`, "utf8")).map((line) => `${page}:${line}`),
  );
  assert.deepEqual(broken, []);
});

test("rows that a paragraph has parted from their table are found", () => {
  assert.deepEqual(brokenTables("| a |\n| --- |\n| b |\n"), []);
  assert.deepEqual(brokenTables("| a |\n| --- |\n| b |\n\nText.\n| c |\n"), [6]);
});
