import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { problemsOf } from "../../../site/check.js";

function siteOf(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "oslo-rpc-site-"));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

test("links to pages, headings and files that are there are no problem", (t) => {
  const links = ["/b/", "/b/a/#x%20y", "a/index.html", "a/", "#top", "https://example.org/none", "data:,"];
  const folder = siteOf(t, {
    "index.html": `<h1 id="top"></h1>${links.map((link) => `<a class="l" href="${link}">l</a>`).join("")}`,
    "a/index.html": '<p id="x y"></p><img alt="" src="../i.svg"><link rel="stylesheet" href="/b/s.css">',
    "i.svg": "",
    "s.css": 'a { background: url("i.svg") }',
  });
  assert.deepEqual(problemsOf(folder, "/b/"), []);
});

test("dead links, and what a browser would get from another host, are found", (t) => {
  const folder = siteOf(t, {
    "index.html":
      '<a href="/none.html"></a><a href="#none"></a><a href="a.html#none"></a><a href="/"></a><img src="none.svg">' +
      '<script src="https://example.org/x.js"></script><link rel="preload" href="//example.org/x.css">',
    "a.html": "",
    "s.css": "a { background: url(https://example.org/i.svg) }",
  });
  assert.deepEqual(problemsOf(folder, "/"), [
    "index.html: /none.html",
    "index.html: #none",
    "index.html: a.html#none",
    "index.html: none.svg",
    "index.html: https://example.org/x.js",
    "index.html: //example.org/x.css",
    "s.css: https://example.org/i.svg",
  ]);
  assert.ok(problemsOf(folder, "/base/").includes("index.html: /"), "a link out of the site's root");
});
