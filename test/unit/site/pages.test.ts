import assert from "node:assert/strict";
import { test } from "node:test";
import { repositoryFiles } from "../../../scripts/repository-files.js";
import { menuOf, placeOf, titleOf } from "../../../site/pages.js";

test("every page of docs/ stands in the menu once, those with a place of their own first", () => {
  const places = repositoryFiles()
    .filter((file) => file.endsWith(".md"))
    .flatMap((file) => placeOf(file) ?? []);
  const groups = menuOf(places);
  assert.deepEqual(groups.flatMap(({ pages }) => pages).sort(), [...places].sort());
  const [guide] = groups;
  assert.deepEqual(guide?.pages.slice(0, 2), ["index.md", "guide/definition.md"]);
});

test("a page that the menu does not know comes after those of its folder", () => {
  const [guide] = menuOf(["index.md", "guide/a-new-one.md", "guide/testing.md"]);
  assert.deepEqual(guide, { title: "Guide", pages: ["index.md", "guide/testing.md", "guide/a-new-one.md"] });
});

test("files of the repository that are no pages have no place in the site", () => {
  assert.equal(placeOf("docs/adr/README.md"), "adr/index.md");
  assert.equal(placeOf("docs/benchmarks.svg"), "benchmarks.svg");
  assert.equal(placeOf("CODE_OF_CONDUCT.md"), "code-of-conduct.md");
  for (const file of ["test/README.md", "docs/api/oslo-rpc.md", "src/index.ts", "generator/README.md"])
    assert.equal(placeOf(file), undefined);
});

test("a page is called as its heading says", () => {
  assert.equal(titleOf("docs/guide/x.md", "# The `oslo-gen` command\n\n## Else\n"), "The oslo-gen command");
  assert.equal(titleOf("README.md", "# oslo-rpc\n"), "Overview");
});
