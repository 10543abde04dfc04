import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { compatibilityPart, NO_TEST, splitPage, YES } from "../../scripts/reference-compatibility.js";
import { FEATURES } from "../support/compatibility.js";

const ROOT = join(import.meta.dirname, "../..");
const SECTIONS = Object.entries(FEATURES);

/** The cells of the table below a heading, without head and rule. */
function rowsBelow(heading: string, part: string): string[][] {
  const section = part.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
  const lines = section.split("\n").filter((line) => line.startsWith("|"));
  const cells = lines.map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const width = cells[0]?.length;
  assert.ok(width !== undefined && cells.every((row) => row.length === width), `the table of ${heading}`);
  return cells.slice(2);
}

describe("the committed page of compatibility", () => {
  const page = readFileSync(join(ROOT, "docs/compatibility.md"), "utf8");
  const [, part] = splitPage(page);
  const tests = new Map(
    rowsBelow("The tests behind each row", part).map(([feature = "", cell = ""]) => [feature, cell]),
  );

  for (const [section, features] of SECTIONS) {
    it(`has the rows of ${section}, and a test behind each yes`, () => {
      const rows = rowsBelow(section, part);
      assert.deepEqual(
        rows.map(([feature]) => feature),
        [...features],
        "run npm run docs:compatibility",
      );
      for (const [feature = "", ...cells] of rows) {
        assert.ok(
          cells.every((cell) => cell === YES || cell === NO_TEST),
          feature,
        );
        assert.equal(tests.get(feature) !== NO_TEST, cells.includes(YES), feature);
      }
    });
  }

  it("names tests that are there", () => {
    const files = [...part.matchAll(/`(test\/[^`]+)`/g)].map(([, file]) => file ?? "");
    assert.ok(files.length > 0);
    for (const file of new Set(files)) assert.ok(existsSync(join(ROOT, file)), file);
  });

  it("names the versions", () => {
    for (const name of [/- Node\.js \d+\./, /Python \d+\.\d+/, /oslo\.messaging \d+\./])
      assert.match(part, name);
  });
});

describe("the tables of compatibility", () => {
  const peer = JSON.stringify({ peer: { Python: "3.1.0", "oslo.messaging": "14.0.3" } });
  const shown = {
    feature: "call",
    direction: "from Python",
    route: "legacy",
    python: "oslo.messaging 14",
    file: "test/interop/x.test.ts",
    test: "call",
  };

  it("say yes to what was shown alone, and leave out columns without any test", () => {
    const other = { ...shown, feature: "cast", direction: "to Python" };
    const part = compatibilityPart([peer, ...[shown, other].map((one) => JSON.stringify(one))].join("\n"));
    assert.match(
      part,
      /^\| {2}\| router, legacy, 14\.0\.3:<br>Python → us \| router, legacy, 14\.0\.3:<br>us → Python \|$/m,
    );
    const rows = rowsBelow("Calls and casts", part);
    assert.deepEqual(rows.slice(0, 3), [
      ["call", YES, NO_TEST],
      ["many calls at once", NO_TEST, NO_TEST],
      ["cast", NO_TEST, YES],
    ]);
    assert.match(part, /^\| call \| `test\/interop\/x\.test\.ts`: call \|$/m);
  });

  it("are not made of a run in which nothing passed, or whose Python is not known", () => {
    assert.throws(() => compatibilityPart(peer), /no test .* has passed/);
    assert.throws(
      () => compatibilityPart(JSON.stringify(shown)),
      /no peer of the run was oslo\.messaging 14/,
    );
  });
});
