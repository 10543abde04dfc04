import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const root = new URL("../../../", import.meta.url);

function codesInSource(): ReadonlySet<string> {
  const files = readdirSync(new URL("src/", root), { recursive: true, encoding: "utf8" });
  const sources = files.filter((file) => file.endsWith(".ts"));
  const codes = sources.flatMap((file) => {
    const text = readFileSync(new URL(`src/${file}`, root), "utf8");
    return [...text.matchAll(/\bcode(?::| \?\?|: options\.code \?\?) "([A-Z][A-Z_]+)"/g)].map(
      ([, code]) => code ?? "",
    );
  });
  return new Set(codes);
}

test("docs/reference/errors.md lists every code there is, and no other", () => {
  const page = readFileSync(new URL("docs/reference/errors.md", root), "utf8");
  const listed = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code ?? "");
  assert.deepEqual([...listed].sort(), [...codesInSource()].sort());
});
