import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { entryPoints } from "../../../scripts/entry-points.mjs";
import { codeBlocks } from "../../package/readme-blocks.js";
import { compiledPath, TYPESCRIPT } from "../../support/node-words.js";

const GENERATED = "test/fixtures/generated/my-service/index.ts";
/** Modules of the page, and where they are here. */
const MODULES: ReadonlyMap<string, string> = new Map([
  ...entryPoints().map(({ name, source }) => [name, source] as const),
  ["../generated/my-service/index.js", GENERATED],
  ["../../generated/my-service/index.js", GENERATED],
]);

const ENDPOINT = `
import { MyServiceEndpoint } from "../../generated/my-service/index.js";
export class MyService extends MyServiceEndpoint {
  methodA(_ctx, arg1) {
    return { arg1 };
  }
  echo() {}
  common() {}
  sink() {}
  sleep() {}
  fail() {}
}
`;

function here(program: string): string {
  return program.replace(/(?<=from )"([^"]+)"/g, (quoted, name: string) => {
    if (name.startsWith("@opentelemetry/")) return JSON.stringify(import.meta.resolve(name));
    const file = MODULES.get(name);
    return file === undefined ? quoted : JSON.stringify(pathToFileURL(compiledPath(file)).href);
  });
}

test("the pieces of the guide's page on observability are one program, which runs", async (test) => {
  const folder = mkdtempSync(join(tmpdir(), "observability-"));
  test.after(() => rmSync(folder, { recursive: true }));
  const files = {
    "src/endpoints/my-service.js": ENDPOINT,
    "test/program.ts": codeBlocks("docs/guide/observability.md", "ts").join("\n"),
    "package.json": '{ "type": "module" }',
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), here(text));
  }
  await promisify(execFile)(process.execPath, [...TYPESCRIPT, join(folder, "test/program.ts")], {
    timeout: 60_000,
  });
});
