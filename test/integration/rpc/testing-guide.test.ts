import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { it } from "node:test";
import { codeBlocks } from "../../package/readme-blocks.js";

const root = new URL("../../../", import.meta.url);

/** What the page's imports are in this repository. */
const places: Readonly<Record<string, string>> = {
  "oslo-rpc": "src/index.ts",
  "oslo-rpc/router": "src/router/index.ts",
  "../generated/my-service/index.js": "examples/sandbox/generated/my-service/index.ts",
  "../src/endpoints/my-service.js": "examples/sandbox/endpoints/my-service.ts",
};

it("the guide to testing runs as it stands", async (test) => {
  const code = codeBlocks("docs/guide/testing.md", "ts")
    .join("\n")
    .replace(/ from "([^"]+)";/g, (line, name: string) => {
      const place = places[name];
      return place === undefined ? line : ` from ${JSON.stringify(new URL(place, root).href)};`;
    });
  const folder = mkdtempSync(join(tmpdir(), "oslo-rpc-"));
  test.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "guide.test.mts");
  writeFileSync(file, code);
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child = spawn(process.execPath, ["--import", "tsx", "--test", "--test-reporter=tap", file], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [output] = await Promise.all([text(child.stdout), once(child, "close")]);
  assert.equal(child.exitCode, 0, output);
  assert.match(output, /# pass 6\n/);
});
