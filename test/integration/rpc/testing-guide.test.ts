import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { codeBlocks } from "../../package/readme-blocks.js";
import { addLibrary } from "../../support/add-library.js";
import { programWords, TYPESCRIPT } from "../../support/node-words.js";

const PAGE = "docs/guide/testing.md";
const TEST_FILE = "test/my-service.test.ts";

describe(PAGE, () => {
  let folder: string;

  /** Runs a command of node in the folder. */
  async function run(...words: readonly string[]): Promise<{ code: number | null; output: string }> {
    const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
    const child = spawn(process.execPath, words, {
      cwd: folder,
      env: environment,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [output] = await Promise.all([text(child.stdout), once(child, "close")]);
    return { code: child.exitCode, output };
  }

  const write = async (file: string, content = "") => {
    await mkdir(join(folder, file, ".."), { recursive: true });
    await writeFile(join(folder, file), content);
  };
  const tests = codeBlocks(PAGE, "ts").join("\n");

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "guide-"));
    const [definition] = codeBlocks("docs/guide/definition.md", "json");
    const [endpoint] = codeBlocks(PAGE, "typescript");
    await write("package.json", JSON.stringify({ type: "module" }));
    await write("schemas/my-service.json", definition);
    await write("src/endpoints/my-service.ts", endpoint);
    addLibrary(folder);
    assert.equal((await run(...programWords("generator/cli.ts"))).code, 0);
  });
  after(() => rm(folder, { recursive: true }));

  it("is a file of tests that pass", async () => {
    await write(TEST_FILE, tests);
    const { code, output } = await run(...TYPESCRIPT, "--test", "--test-reporter=tap", TEST_FILE);
    assert.equal(code, 0, output);
    assert.match(output, /# pass 8\n/);
  });

  it("leaves nothing open when its assertions fail", async () => {
    await write(TEST_FILE, tests.replaceAll("assert.deepEqual(", "assert.notDeepEqual("));
    const { code, output } = await run(...TYPESCRIPT, "--test", "--test-reporter=tap", TEST_FILE);
    assert.equal(code, 1, output);
    assert.match(output, /# fail 5\n/);
  });
});
