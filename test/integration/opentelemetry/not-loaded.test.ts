import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { entryPoints } from "../../../scripts/entry-points.mjs";
import { compiledPath, TYPESCRIPT } from "../../support/node-words.js";

/** Writes down each module of OpenTelemetry that something wants. */
const HOOK = `
import { writeSync } from "node:fs";
export async function resolve(specifier, context, next) {
  if (specifier.startsWith("@opentelemetry/")) writeSync(1, specifier + "\\n");
  return next(specifier, context);
}
`;

/** The modules of OpenTelemetry that a process loads for these entry points. */
async function loadedFor(sources: readonly string[]): Promise<string> {
  const urls = sources.map((source) => pathToFileURL(compiledPath(source)).href);
  const program = `
    import { register } from "node:module";
    register("data:text/javascript," + encodeURIComponent(${JSON.stringify(HOOK)}));
    for (const url of ${JSON.stringify(urls)}) await import(url);
  `;
  const words = [...TYPESCRIPT, "--input-type=module", "--eval", program];
  const { stdout } = await promisify(execFile)(process.execPath, words, { timeout: 60_000 });
  return stdout;
}

test("nothing of OpenTelemetry is loaded but by the entry point that is named after it", async () => {
  const sources = entryPoints().map(({ source }) => source);
  const own = sources.filter((source) => source.startsWith("src/opentelemetry/"));
  const others = sources.filter((source) => !own.includes(source));
  assert.ok(own.length === 1 && others.length > 3);
  assert.deepEqual(await loadedFor(others), "");
  assert.match(await loadedFor(own), /^@opentelemetry\/api$/m);
});
