import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const page = readFileSync(`${ROOT}CONTRIBUTING.md`, "utf8");

test("what CONTRIBUTING says is where it says", () => {
  const rows = [...page.matchAll(/^\| .* \| `([^`]+\.ts)` \| `([^`]+)` \|$/gm)];
  assert.ok(rows.length > 10, `${rows.length} rows`);
  for (const [, file = "", name = ""] of rows) {
    assert.match(readFileSync(`${ROOT}${file}`, "utf8"), new RegExp(`\\b${name}\\b`), file);
  }
});

test("each command of npm that CONTRIBUTING names is there", () => {
  const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")) as {
    scripts: Record<string, string>;
  };
  const names = [...page.matchAll(/npm run ([\w:]+)/g)].map(([, name = ""]) => name);
  assert.ok(names.length > 5);
  for (const name of names) assert.ok(name in scripts, name);
});
