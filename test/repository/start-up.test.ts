import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The files and packages that a process loads which imports a module, from what Node itself logs. */
function loadedBy(module: string): readonly string[] {
  const { stderr, status } = spawnSync(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "-e", `await import(${JSON.stringify(`${ROOT}${module}`)})`],
    { cwd: ROOT, encoding: "utf8", maxBuffer: 2 ** 28, env: { ...process.env, NODE_DEBUG: "esm" } },
  );
  assert.equal(status, 0, stderr.slice(-2_000));
  const urls = stderr.match(/file:\/\/[^'"\s?]+\.[cm]?[jt]s/g) ?? [];
  return [
    ...new Set(
      urls.map((url) => /node_modules\/.*$/.exec(url)?.[0] ?? url.slice(url.indexOf(ROOT) + ROOT.length)),
    ),
  ];
}

test("importing the runtime loads no generator, no command, no compiler and no rhea", () => {
  const loaded = loadedBy("src/index.ts");
  assert.ok(loaded.includes("src/rpc/rpc-client.ts"), "the log tells what is loaded");
  const folders = ["generator/", "src/cli/", "src/terminal/", "src/router/"];
  const packages = ["commander", "ts-morph", "typescript", "chokidar", "pino", "rhea", "yaml"];
  const unwanted = [...folders, ...packages.map((name) => `node_modules/${name}/`)];
  assert.deepEqual(
    loaded.filter((file) => unwanted.some((start) => file.startsWith(start))),
    [],
  );
});

test("the generator's command loads no compiler before it needs one", () => {
  const loaded = loadedBy("generator/program.ts");
  assert.ok(loaded.includes("generator/program.ts"));
  assert.deepEqual(
    loaded.filter((file) => /^node_modules\/(ts-morph|typescript|chokidar)\//.test(file)),
    [],
  );
});

test("the command of the runtime loads the library when a command needs it", () => {
  const loaded = loadedBy("src/cli/program.ts");
  assert.ok(loaded.includes("src/cli/program.ts"));
  assert.deepEqual(
    loaded.filter((file) => /^src\/(rpc|amqp|router|drivers)\/|^node_modules\/(rhea|typebox)\//.test(file)),
    [],
  );
});
