import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { GenerateOptions } from "../../../generator/commands/generate.js";
import { watchAndGenerate } from "../../../generator/commands/watch.js";
import { programWords } from "../../support/node-words.js";
import { oslogen } from "../../unit/generator/oslogen.js";
import { enterProject, SMALLEST } from "../../unit/generator/project.js";

/** A watching oslo-gen whose lines are awaited one after the other. */
class Watching {
  readonly #lines: string[] = [];
  readonly #controller = new AbortController();
  readonly #ended: Promise<void>;
  #wake = () => {};

  constructor(files: readonly string[] = [], options: GenerateOptions = {}) {
    const take = (line: string) => {
      this.#lines.push(line);
      this.#wake();
    };
    this.#ended = watchAndGenerate(files, options, { print: take, tell: take }, this.#controller.signal);
  }

  /** Waits for a line that matches; those before it are dropped. */
  async line(pattern: RegExp): Promise<string> {
    for (;;) {
      const line = this.#lines.shift();
      if (line !== undefined && pattern.test(line)) return line;
      if (line === undefined)
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }

  async end(): Promise<void> {
    this.#controller.abort();
    await this.#ended;
  }
}

const TIMEOUT = { timeout: 120_000 };

function save(path: string, content: unknown): void {
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
}

describe("oslo-gen generate --watch", TIMEOUT, () => {
  it("generates again, tells mistakes and keeps the last good code", async () => {
    enterProject({ "schemas/a.json": SMALLEST });
    const watching = new Watching();
    await watching.line(/^watching/);
    save("schemas/a.json", { ...SMALLEST, methods: { pong: {} } });
    await watching.line(/^wrote generated\/a\/client\.ts/);
    const good = readFileSync("generated/a/client.ts", "utf8");
    assert.match(good, /pong\(/);

    save("schemas/a.json", '{ "service": ');
    await watching.line(/^error: schemas\/a\.json: is not JSON/);
    assert.equal(readFileSync("generated/a/client.ts", "utf8"), good);
    save("schemas/a.json", SMALLEST);
    await watching.line(/^wrote generated\/a\/client\.ts/);
    await watching.end();
  });

  it("sees files that come, that others refer to, that are replaced, and the configuration", async () => {
    const methods = { m: { result: { $ref: "../parts/thing.json" } } };
    enterProject({ "schemas/a.json": SMALLEST });
    const watching = new Watching();
    await watching.line(/^watching/);
    mkdirSync("schemas/deep");
    save("schemas/deep/b.json", SMALLEST);
    await watching.line(/^wrote generated\/b\/index\.ts/);

    save("schemas/a.json", { ...SMALLEST, methods });
    await watching.line(/^error: .*cannot be read: parts\/thing\.json/);
    mkdirSync("parts");
    save("parts/thing.json", { type: "string" });
    save("schemas/a.json", { ...SMALLEST, methods });
    await watching.line(/^wrote generated\/a\/client\.ts/);
    save("parts/thing.json.tmp", { type: "boolean" });
    renameSync("parts/thing.json.tmp", "parts/thing.json");
    await watching.line(/^wrote generated\/a\/types\.ts/);

    save("oslo-gen.config.json", { schemas: ["schemas/a.json"], out: 1 });
    await watching.line(/^error: oslo-gen\.config\.json/);
    save("oslo-gen.config.json", { schemas: ["schemas/a.json"], out: "src/gen" });
    await watching.line(/^wrote src\/gen\/a\/index\.ts/);
    await watching.end();
  });

  it("misses no change, however soon it comes after another", async () => {
    enterProject({ "schemas/a.json": SMALLEST });
    const watching = new Watching();
    await watching.line(/^watching/);
    for (let minor = 1; minor <= 8; minor += 1) {
      const definition = { ...SMALLEST, version: `1.${minor}` };
      save("schemas/a.json", { ...definition, topic: "first" });
      await delay(minor * 15);
      save("schemas/a.json", definition);
      const isLast = () => {
        const text = readFileSync("generated/a/descriptor.ts", "utf8");
        return text.includes(`version: "1.${minor}"`) && text.includes('topic: "t"');
      };
      while (!isLast()) await watching.line(/^wrote generated\/a\/descriptor\.ts/);
    }
    await watching.end();
  });

  it("watches the file that is named, and no other", async () => {
    enterProject({ "a.json": SMALLEST, "b.json": SMALLEST });
    const watching = new Watching(["a.json"]);
    await watching.line(/^watching/);
    save("b.json", { ...SMALLEST, methods: {} });
    save("a.json", { ...SMALLEST, methods: {} });
    await watching.line(/^wrote generated\/a\/client\.ts/);
    await watching.end();
    assert.ok(!existsSync("generated/b"));
  });

  it("follows links, and the refs of YAML", async () => {
    const withRef = { ...SMALLEST, methods: { m: { result: { $ref: "common.json" } } } };
    enterProject({
      "shared/a.json": withRef,
      "shared/common.json": { type: "string" },
      "schemas/b.yaml":
        "service: S\ntopic: t\nversion: '1.0'\nmethods: {m: {result: {$ref: ../parts/thing.yaml}}}\n",
      "parts/thing.yaml": "type: string\n",
    });
    symlinkSync("../shared/a.json", "schemas/a.json");
    const watching = new Watching();
    await watching.line(/^watching/);
    save("shared/common.json", { type: "boolean" });
    await watching.line(/^wrote generated\/a\/types\.ts/);
    save("shared/a.json", { ...withRef, topic: "other" });
    await watching.line(/^wrote generated\/a\/descriptor\.ts/);
    save("parts/thing.yaml", "type: boolean\n");
    await watching.line(/^wrote generated\/b\/types\.ts/);
    await watching.end();
  });

  it("begins with nothing to watch as any other run does", async () => {
    enterProject({});
    assert.equal((await oslogen("--watch")).exitCode, 2);
    assert.match(
      (await oslogen("--watch", "--check")).errors[0] ?? "",
      /--check and --watch exclude each other/,
    );
  });

  it("ends with 0 when it is interrupted", async () => {
    enterProject({ "schemas/a.json": SMALLEST });
    const child = spawn(process.execPath, [...programWords("generator/cli.ts"), "--watch"], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    const told: string[] = [];
    for await (const line of createInterface(child.stderr)) {
      told.push(line);
      if (line.startsWith("watching")) child.kill("SIGINT");
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    assert.deepEqual([child.exitCode, child.signalCode, told], [0, null, ["watching; Ctrl+C ends it"]]);
  });
});
