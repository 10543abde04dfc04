import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { repositoryFiles } from "../../scripts/repository-files.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Code that is written here for others. Generated code says what its definition says. */
const OURS = /^(?:src|generator|scripts|site)\/.*\.m?ts$/;
/** The first word of a doc comment, behind a modifier. */
const FIRST_WORD = /\/\*\*\s+(?:\*\s+)?(?:@internal\s+)?(\w+)/g;
/** Words that a doc comment begins with which describes the thing rather than names it. */
const ABOUT: ReadonlySet<string> = new Set(["What", "How"]);

test("doc comments begin with the thing", () => {
  const files = repositoryFiles().filter((file) => OURS.test(file));
  assert.ok(files.length > 300, `${files.length} files`);
  const wrong = files.flatMap((file) => {
    const text = readFileSync(`${ROOT}${file}`, "utf8");
    return [...text.matchAll(FIRST_WORD)]
      .filter(([, word = ""]) => ABOUT.has(word))
      .map(({ index }) => {
        const [comment = ""] = text.slice(index).split("*/", 1);
        return `${file}: ${comment.replace(/\s*\n\s*\*\s*/g, " ")}`;
      });
  });
  assert.deepEqual(wrong, []);
});
