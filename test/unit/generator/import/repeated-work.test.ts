import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { Names } from "../../../../generator/import/python/names.js";
import { SourceText } from "../../../../generator/import/python/source-text.js";
import { SourceTree } from "../../../../generator/import/python/source-tree.js";
import { enterProject } from "../project.js";
import { importMethods } from "./support.js";

/** The walks through trees that an import of so many methods takes. */
async function walksFor(methods: number): Promise<number> {
  const body = Array.from({ length: methods }, (_, index) =>
    [
      `def method_${index}(self, context, size):`,
      "    with self.lock(size):",
      "        thing = self.db.get(context, size)",
      "    self.done(thing)",
    ].join("\n"),
  );
  const cursors = Object.getPrototypeOf(new SourceText("", "").root.cursor()) as { iterate(): void };
  const { mock: iterated } = mock.method(cursors, "iterate");
  try {
    await importMethods(body.join("\n"));
    return iterated.callCount();
  } finally {
    iterated.restore();
  }
}

describe("an import", () => {
  it("walks through the trees of files as often for forty methods as for two", async () => {
    assert.equal(await walksFor(40), await walksFor(2));
  });

  it("looks once for what sets an attribute of a class", () => {
    enterProject({ "api.py": "class Api:\n    def run(self):\n        return self.client\n" });
    const tree = new SourceTree();
    const found = tree.add("api.py").classes.get("Api");
    const method = found?.methods.get("run");
    assert.ok(found !== undefined && method !== undefined);
    const text = mock.method(method, "text");
    const names = new Names(tree);
    const answers = Array.from({ length: 10 }, () => names.isSet(found, "client"));
    assert.deepEqual(new Set(answers), new Set([false]));
    assert.equal(text.mock.callCount(), 1);
  });
});
