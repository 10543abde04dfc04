import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { notifications } from "../../../src/config/groups/notifications.js";
import { loadConfiguration } from "../../../src/index.js";
import { readRoutingRules, routedDrivers } from "../../../src/notify/drivers/routing-rules.js";
import { Router } from "../../../src/router/index.js";
import { codeBlocks } from "../../package/readme-blocks.js";
import { addLibrary } from "../../support/add-library.js";
import { programWords, TYPESCRIPT } from "../../support/node-words.js";

const PAGE = "docs/guide/notifications.md";

describe(PAGE, { timeout: 120_000 }, () => {
  const router = new Router({ port: 0 });
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "guide-"));
    await router.start();
  });
  after(async () => {
    await router.stop();
    await rm(folder, { recursive: true });
  });

  /** Runs a command of node in the folder. */
  async function run(...words: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: folder });
    return stdout;
  }

  it("is a program that prints what the page says", async () => {
    const [definition = ""] = codeBlocks(PAGE, "json");
    const program = codeBlocks(PAGE, "ts").join("\n");
    const [expected] = codeBlocks(PAGE, "text");
    await mkdir(join(folder, "schemas"));
    await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    await writeFile(join(folder, "schemas/things.json"), definition);
    addLibrary(folder);
    // What is given back is sent again after link_retry_delay.
    const url = `${router.url}/?link_retry_delay=1`;
    await writeFile(join(folder, "program.ts"), program.replace("amqp://127.0.0.1:5672", url));
    await run(...programWords("generator/cli.ts"), "schemas/things.json");
    assert.equal(await run(...TYPESCRIPT, "program.ts"), expected);
  });

  it("has rules of routing that mean what it says", async () => {
    const [yaml = ""] = codeBlocks(PAGE, "yaml");
    const file = join(folder, "routing.yaml");
    await writeFile(file, yaml);
    const rules = readRoutingRules(file);
    assert.deepEqual([...routedDrivers(rules, "compute.instance.create", "error")], ["log", "messagingv2"]);
    assert.deepEqual([...routedDrivers(rules, "compute.instance.create", "warn")], ["log"]);
    assert.deepEqual([...routedDrivers(rules, "volume.", "info")], ["log"]);
  });

  it("has a configuration that can be read", async () => {
    const [ini = ""] = codeBlocks(PAGE, "ini");
    const file = join(folder, "nova.conf");
    await writeFile(file, ini);
    const configuration = loadConfiguration({ files: [file] });
    assert.deepEqual(configuration.get(notifications.driver), ["routing"]);
    assert.deepEqual(configuration.get(notifications.topics), ["notifications", "billing"]);
    assert.equal(configuration.get(notifications.retry), 5);
  });
});
