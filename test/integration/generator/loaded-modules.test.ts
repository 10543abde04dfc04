import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { programWords } from "../../support/node-words.js";

const DEFINITION = fileURLToPath(new URL("../../../schemas/my-service.json", import.meta.url));

/** Makes a process say at its end which of its modules are CommonJS, as the compiler is. */
const TELL_MODULES = `data:text/javascript,import Module from "node:module";
process.on("exit", () => process.stderr.write(JSON.stringify(Object.keys(Module._cache))));`;

/** Loading the compiler takes longer than generating does. */
describe("the compiler", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "oslo-gen-loaded-"));
    mkdirSync(join(folder, "schemas"));
    cpSync(DEFINITION, join(folder, "schemas/my-service.json"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Files of the compiler that a command has loaded. */
  function compilerFiles(...words: readonly string[]): string[] {
    const args = [...programWords("generator/cli.ts"), ...words];
    const { status, stderr } = spawnSync(process.execPath, ["--import", TELL_MODULES, ...args], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
    const loaded = JSON.parse(stderr.split("\n").at(-1) ?? "") as string[];
    return loaded.filter((file) => /node_modules\/(?:typescript|ts-morph|@ts-morph)\//.test(file));
  }

  it("is not loaded to generate, whether there is something to do or not", () => {
    assert.deepEqual(compilerFiles("generate"), []);
    assert.deepEqual(compilerFiles("generate"), []);
  });

  it("is loaded to scaffold, which reads classes of the user's", () => {
    assert.notDeepEqual(compilerFiles("scaffold"), []);
  });
});
