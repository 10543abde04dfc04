import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { optionsReference } from "../../../scripts/reference-options.js";

test("docs/reference/options.md agrees with the options table", () => {
  const page = readFileSync(new URL("../../../docs/reference/options.md", import.meta.url), "utf8");
  assert.equal(page, optionsReference(), "run npx tsx scripts/reference-options.ts");
});
