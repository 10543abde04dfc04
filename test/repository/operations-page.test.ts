import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { defaultLimits } from "../../src/router/limits.js";
import { Counters } from "../../src/router/statistics.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const page = readFileSync(join(ROOT, "docs/operations.md"), "utf8");

test("every limit and every member of the statistics is explained", () => {
  for (const name of [...Object.keys(defaultLimits), ...Object.keys(new Counters()), "addresses"]) {
    assert.ok(page.includes(`\`${name}\``), name);
  }
});

test("every option of the command router is explained", () => {
  const command = readFileSync(join(ROOT, "src/cli/commands/router.ts"), "utf8");
  const options = [...command.matchAll(/ption\("(--[\w-]+)/g)].map((match) => match[1] as string);
  assert.ok(options.length > 10);
  for (const option of options) {
    if (option !== "--debug" && option !== "--json") assert.ok(page.includes(`\`${option}`), option);
  }
});
