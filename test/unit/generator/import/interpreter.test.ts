import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AskedServer } from "../../../../generator/import/client/asked-server.js";
import { Interpreter } from "../../../../generator/import/client/interpreter.js";
import type { PythonFunction } from "../../../../generator/import/python/module.js";
import { Names } from "../../../../generator/import/python/names.js";
import { readModule } from "../../../../generator/import/python/read-module.js";
import { SourceText } from "../../../../generator/import/python/source-text.js";
import { SourceTree } from "../../../../generator/import/python/source-tree.js";

describe("a client's method that calls itself time and again", () => {
  it("is followed on a number of ways that does not grow with its calls", () => {
    const calls = "        self.one(context)\n".repeat(9);
    const text = `class Client:\n    def one(self, context):\n        self.client.cast(context, 'one')\n${calls}`;
    const { classes } = readModule("proj", new SourceText("proj.py", text), false);
    const client = classes.get("Client");
    const method = client?.methods.get("one");
    assert.ok(client !== undefined && method !== undefined);
    let runs = 0;
    const counted: PythonFunction = {
      ...method,
      body: () => {
        runs += 1;
        return method.body();
      },
    };
    const owner = { ...client, methods: new Map([["one", counted]]) };
    const { calls: sent } = new Interpreter(owner, new Names(new SourceTree()), new AskedServer()).follow(
      counted,
      owner,
    );
    assert.equal(sent[0]?.method, "one");
    assert.ok(runs < 20_000, `${runs} runs`);
  });
});
