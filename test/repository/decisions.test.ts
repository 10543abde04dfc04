import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../docs/adr/", import.meta.url));

test("decisions are numbered one after another, each page with the number of its name", () => {
  const pages = readdirSync(FOLDER).filter((file) => file !== "README.md");
  for (const [index, page] of pages.sort().entries()) {
    const number = index + 1;
    assert.ok(
      page.startsWith(`${String(number).padStart(4, "0")}-`),
      `${page} stands where ${number} should`,
    );
    assert.match(readFileSync(`${FOLDER}${page}`, "utf8"), new RegExp(`^# ${number}\\. `), page);
  }
});
