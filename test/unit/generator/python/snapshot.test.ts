// The Python package of test/fixtures/definitions/orders.json is kept in test/interop/peers/orders, where programs of
// tests import it, byte by byte. When the generator changes on purpose, look at what this writes:
//
//   npx tsx test/unit/generator/python/snapshot.test.ts --update
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { keepPackage, keptPackage, ordersPackage } from "./fixtures.js";

const files = ordersPackage();
if (process.argv.includes("--update")) keepPackage(files);

describe("the Python package of a definition", () => {
  const kept = keptPackage();

  it("consists of the files that are kept, run with --update to keep others", () => {
    assert.deepEqual([...files.keys()].sort(), [...kept.keys()].sort());
  });

  for (const [name, text] of files) {
    it(`is as it was kept: ${name}`, () => assert.equal(text, kept.get(name)));
  }

  it("refuses the arguments that our own servers refuse for their names", () => {
    const list = /_OBJECT_MEMBERS: Final = frozenset\(\s*\{([^}]*)\}/.exec(files.get("service.py") ?? "");
    const names = [...(list?.[1] ?? "").matchAll(/"(\w+)"/g)].map(([, name]) => name);
    assert.deepEqual(names.sort(), Object.getOwnPropertyNames(Object.prototype).sort());
  });
});
