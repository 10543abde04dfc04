import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { pythonPackage } from "../../generator/python/package-files.js";
import { pythonModel } from "../../generator/python/program-types.js";
import { DEFAULT_PYTHON_TYPES } from "../../generator/python/type-settings.js";
import { loadService } from "../../src/definition/load-service.js";
import { codeBlocks } from "../package/readme-blocks.js";
import { needs } from "../support/peers.js";
import { LIGHT_PYTHON, pythonOslo, pythonProgram } from "../support/python.js";
import { writePackage } from "../unit/generator/python/fixtures.js";

const PAGE = "docs/guide/python.md";
/** Everything in one process, and an end when all has come. */
const FIRST =
  'import sys\nfrom oslo_config import cfg\ncfg.CONF([], default_config_files=["service.conf"])\n';
const LAST = `
import os
os._exit(0 if ended.wait(60) else 1)
`;
/**
 * `print` writes every argument by itself, and three threads print: a line is kept by its thread
 * until it is whole, and the end is told by whole lines alone.
 */
const KEEPING = `
import threading
awaited = {"sunk", "host1"}
ended = threading.Event()
class Out(threading.local):
    text = ""
    def write(self, text):
        *lines, self.text = (self.text + text).split("\\n")
        for line in lines:
            sys.__stdout__.write(line + "\\n")
            sys.__stdout__.flush()
            awaited.discard(line.split(" ")[0])
        if not awaited:
            ended.set()
    def flush(self):
        pass
sys.stdout = Out()
`;

describe(PAGE, needs(pythonOslo), () => {
  const folder = mkdtempSync(join(tmpdir(), "python-guide-"));
  after(() => rmSync(folder, { recursive: true }));

  it("is a program that does what it says", () => {
    const [definition = ""] = codeBlocks("docs/guide/definition.md", "json");
    writeFileSync(join(folder, "my-service.json"), definition);
    const files = pythonPackage(
      pythonModel(loadService(join(folder, "my-service.json")), DEFAULT_PYTHON_TYPES),
      {
        version: "0.0.0",
        sourceFile: "my-service.json",
      },
    );
    writePackage(
      join(folder, "my_service"),
      files.map(({ name, text }) => [name, text]),
    );
    writeFileSync(join(folder, "service.conf"), "[DEFAULT]\ntransport_url = fake://\n");
    const [serve = "", ...others] = codeBlocks(PAGE, "python");
    // A future import stands first.
    const program = [
      serve.replace("from __future__ import annotations\n", `$&${FIRST}${KEEPING}`),
      ...others,
      LAST,
    ];
    writeFileSync(join(folder, "program.py"), program.join("\n"));
    const { stdout, stderr, status } = spawnSync(pythonProgram(), ["-B", "program.py"], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, ...LIGHT_PYTHON },
    });
    assert.equal(status, 0, stderr);
    const lines = new Set(stdout.trim().split("\n"));
    const expected = ["a", "not ready: Try later.", "sunk {'any': 'thing'}", "host1 created thing-1"];
    for (const line of expected) assert.ok(lines.has(line), `${line} of ${stdout}\n${stderr}`);
  });
});
