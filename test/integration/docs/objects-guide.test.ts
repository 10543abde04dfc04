import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { codeBlocks } from "../../package/readme-blocks.js";
import { addLibrary } from "../../support/add-library.js";
import { programWords, TYPESCRIPT } from "../../support/node-words.js";

const PAGE = "docs/guide/objects.md";
let folder = "";

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "objects-guide-"));
  const [definition = ""] = codeBlocks(PAGE, "json");
  await mkdir(join(folder, "schemas"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await writeFile(join(folder, "schemas/compute.json"), definition);
  await writeFile(join(folder, "program.ts"), codeBlocks(PAGE, "ts").join("\n"));
  addLibrary(folder);
});
after(() => rm(folder, { recursive: true, force: true }));

/** Runs a command of node in the folder. */
async function run(...words: readonly string[]): Promise<number | null> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child = spawn(process.execPath, words, { cwd: folder, env, stdio: ["ignore", "ignore", "inherit"] });
  await once(child, "close");
  return child.exitCode;
}

it("the program of the guide to versioned objects compiles and runs", async () => {
  assert.equal(await run(...programWords("generator/cli.ts")), 0);
  assert.equal(await run(...TYPESCRIPT, "program.ts"), 0);
});
