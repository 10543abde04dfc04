import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { repositoryFiles } from "../../scripts/repository-files.js";
import { deadLinks } from "../support/links.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

test("each link of a page leads to a file of the repository, and to a heading that is there", () => {
  const pages = repositoryFiles().filter((file) => file.endsWith(".md"));
  assert.ok(pages.includes("README.md") && pages.includes("docs/guide/testing.md"));
  assert.deepEqual(deadLinks(ROOT, pages), []);
});

test("links to missing files and headings, and out of the folder, are found", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "oslo-rpc-links-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const alive = "[a](page.md#c-d) [b](#twice-1) [c](https://example.org/#x)";
  const dead = "[d](none.md) [e](#none) [f](page.md#none) [g](../page.md)";
  const headings = "# `C` d\n\n## Twice\n\n## Twice\n\n```md\n[h](none.md)\n# None\n```\n";
  writeFileSync(join(folder, "page.md"), `${headings}\n${alive}\n${dead}\n`);
  assert.deepEqual(deadLinks(folder, ["page.md"]), [
    "page.md: none.md",
    "page.md: #none",
    "page.md: page.md#none",
    "page.md: ../page.md",
  ]);
});
