import assert from "node:assert/strict";
import { test } from "node:test";
import { withSiteLinks } from "../../../site/links.js";
import { placeOf } from "../../../site/pages.js";

const targets = { placeOf, addressOf: (file: string) => `https://forge.example/${file}` };
const rewritten = (text: string, file = "docs/guide/testing.md") => withSiteLinks(text, file, targets);

test("links to pages lead to where the site has them", () => {
  assert.equal(rewritten("[a](../operations.md#users)"), "[a](../operations.md#users)");
  assert.equal(rewritten("[a](../../README.md) [b](security.md)"), "[a](../index.md) [b](./security.md)");
  assert.equal(rewritten("[a](docs/adr/README.md)", "README.md"), "[a](./adr/index.md)");
  assert.equal(rewritten("![a](benchmarks.svg)", "docs/benchmarks.md"), "![a](/benchmarks.svg)");
});

test("links to other files of the repository lead to the forge, those to other hosts stay", () => {
  assert.equal(rewritten("[a](../../schemas/s.json)"), "[a](https://forge.example/schemas/s.json)");
  for (const link of ["[a](https://example.org/x.md)", "[a](#here)", "[a](mailto:a@example.org)"]) {
    assert.equal(rewritten(link), link);
  }
});

test("what stands in code is no link", () => {
  for (const text of ["```md\n[a](../../x.md)\n```", "`[a](../../x.md)`", "``[a](../../x.md) ` ``"]) {
    assert.equal(rewritten(`${text} [b](security.md)`), `${text} [b](./security.md)`);
  }
});
