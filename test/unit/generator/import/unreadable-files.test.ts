import assert from "node:assert/strict";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { basename } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { importFiles } from "./support.js";

const CLIENT = `
import oslo_messaging as messaging
from oslo_config import cfg
from proj import helpers
from proj import locked_module
CONF = cfg.CONF

class ThingAPI:
    def __init__(self, transport):
        target = messaging.Target(topic=CONF.thing_topic, version='1.0')
        self.client = messaging.get_rpc_client(transport, target)
    def move(self, ctxt, size=helpers.SIZE, speed=locked_module.SPEED):
        self.client.prepare().cast(ctxt, 'move', size=size, speed=speed)
`;
const OPTIONS = "from oslo_config import cfg\nopts = [cfg.StrOpt('thing_topic', default='things')]\n";

/** Lets nobody read files and folders of some names, which a superuser's permissions do not do. */
function lock(test: TestContext, ...names: readonly string[]): void {
  for (const key of ["readFileSync", "readdirSync"] as const) {
    const read = fs[key] as (path: unknown, ...more: unknown[]) => unknown;
    test.mock.method(fs, key, (path: unknown, ...more: unknown[]) => {
      if (typeof path === "string" && names.includes(basename(path)))
        throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES", syscall: "open" });
      return read(path, ...more);
    });
  }
  syncBuiltinESMExports();
  test.after(() => {
    test.mock.restoreAll();
    syncBuiltinESMExports();
  });
}

describe("an import of sources beside which not all can be read", () => {
  it("knows what the others tell", async (test) => {
    lock(test, "locked", "locked_module.py");
    const { definition } = await importFiles(
      {
        "proj/__init__.py": "",
        "proj/locked/__init__.py": "",
        "proj/locked_module.py": "SPEED = 1 # thing_topic 'thing_topic'\n",
        // A folder that is called as a file of Python is.
        "proj/helpers.py/inner.txt": "",
        "proj/rpcapi.py": CLIENT,
        "proj/z.py": OPTIONS,
      },
      "proj/rpcapi.py",
    );
    assert.equal(definition.topic, "things");
    assert.deepEqual(
      definition.methods.move?.params?.map(({ name }) => name),
      ["size", "speed"],
    );
  });

  it("fails where the one that was named is none of those that can", async (test) => {
    lock(test, "rpcapi.py");
    await assert.rejects(importFiles({ "rpcapi.py": CLIENT }, "rpcapi.py"));
  });
});
