import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, it } from "node:test";
import { generatedCode } from "../../support/generated-code.js";
import { ROOT } from "../../unit/generator/fixtures.js";

const BIOME = join(ROOT, "node_modules/@biomejs/biome/bin/biome");

describe("generated code under the recommended rules of Biome", () => {
  const folder = mkdtempSync(join(tmpdir(), "generated-biome-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** What Biome finds in files of those texts: the rules, and the files that break them. */
  const findingsIn = (files: ReadonlyMap<string, string>): string[] => {
    rmSync(join(folder, "code"), { recursive: true, force: true });
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, "code", path)), { recursive: true });
      writeFileSync(join(folder, "code", path), text);
    }
    writeFileSync(
      join(folder, "biome.json"),
      JSON.stringify({ linter: { rules: { preset: "recommended" } } }),
    );
    const words = [BIOME, "check", "--max-diagnostics=10000", "--reporter=json", "code"];
    const { stdout } = spawnSync(process.execPath, words, { cwd: folder, encoding: "utf8" });
    const report = stdout.split("\n").find((line) => line.startsWith("{"));
    assert.ok(report, stdout);
    const { diagnostics, summary } = JSON.parse(report);
    assert.equal(summary.unchanged + summary.changed, files.size);
    return (diagnostics as { category: string; location: { path: string } }[])
      .map(({ category, location }) => `${category} ${location.path}`)
      .sort();
  };

  it("has no finding that its header does not switch off, and is not to be formatted", () => {
    assert.ok(generatedCode().size > 100);
    assert.deepEqual(findingsIn(generatedCode()), []);
  });

  it("has no others without that header than keywords and texts of schemas that look like slips", () => {
    const bare = new Map(
      [...generatedCode()].map(([path, text]) => [
        path,
        text.replace(/^\/\/ biome-ignore-all lint.*\n/m, ""),
      ]),
    );
    const found = findingsIn(bare).map((finding) => finding.replace("code/", ""));
    assert.deepEqual(
      [...new Set(found)],
      [
        "lint/suspicious/noTemplateCurlyInString hostile/descriptor.ts",
        "lint/suspicious/noTemplateCurlyInString hostile/notifications.ts",
        "lint/suspicious/noThenProperty types/descriptor.ts",
        "lint/suspicious/noThenProperty vocabulary/descriptor.ts",
      ],
    );
  });
});
