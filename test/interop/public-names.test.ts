import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { needs } from "../support/peers.js";
import { pythonOslo, pythonProgram } from "../support/python.js";

const guide = readFileSync(new URL("../../docs/guide/coming-from-python.md", import.meta.url), "utf8");

/** The names that a program can import, and the methods of what it makes and gets. */
const LIST = `
import inspect, oslo_messaging
for name, value in vars(oslo_messaging).items():
    if not name.startswith("_") and not inspect.ismodule(value):
        print(name)
for owner in (oslo_messaging.RPCClient, oslo_messaging.Notifier, oslo_messaging.MessageHandlingServer,
              oslo_messaging.Transport):
    for name in vars(owner):
        if not name.startswith("_") and callable(getattr(owner, name)):
            print(name)
`;

/** What the guide says in a phrase for all of them. */
const SUMMED_UP = new Set(["audit", "debug", "warn", "warning", "error", "critical", "sample"]);

describe("the guide for those who come from Python", needs(pythonOslo), () => {
  it("has every public name of oslo.messaging", () => {
    const { stdout, stderr, status } = spawnSync(pythonProgram(), ["-W", "ignore", "-c", LIST], {
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
    const names = [...new Set(stdout.split("\n").filter(Boolean))];
    assert.ok(names.length > 50, `${names.length} names`);
    const missing = names.filter((name) => !SUMMED_UP.has(name) && !new RegExp(`\\b${name}\\b`).test(guide));
    assert.deepEqual(missing, []);
  });
});
