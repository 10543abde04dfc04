import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { bundle } from "../../../scripts/bundle.mjs";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const IMPORT = 'import { createRequire } from "node:module";\n';

/** Bundles a source; resolves with the packages taken in, and the text of all files. */
async function bundled(test: TestContext, source: string): Promise<{ names: string[]; text: string }> {
  mkdirSync(join(ROOT, ".cache"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, ".cache", "bundle-"));
  test.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "src"));
  writeFileSync(join(folder, "src", "main.ts"), source);
  const out = join(folder, "out");
  const names = await bundle([join(relative(ROOT, folder), "src", "main.ts")], out);
  const files = readdirSync(out, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".js"),
  );
  return { names, text: files.map((file) => readFileSync(join(out, file), "utf8")).join("\n") };
}

describe("packages that a bundle takes in", () => {
  it("are in it also when they are loaded later, each of several and beside others", async (test) => {
    const later = ["yaml", "ms", "debug", "ms"].map(
      (name, index) => `export const load${index} = () => createRequire(import.meta.url)("${name}");\n`,
    );
    const { names, text } = await bundled(test, IMPORT + later.join(""));
    assert.deepEqual(names.sort(), ["debug", "ms"]);
    assert.deepEqual(text.match(/createRequire\(import\.meta\.url\)\("[^"]*"\)/g), [
      'createRequire(import.meta.url)("yaml")',
    ]);
  });

  for (const [how, source] of [
    [
      "by a name of its own",
      'const own = createRequire(import.meta.url);\nexport const load = () => own("ms");\n',
    ],
    ["in part", 'export const load = () => createRequire(import.meta.url)("rhea/lib/link.js");\n'],
  ] as const)
    it(`are not left outside unseen where a file requires one ${how}`, async (test) => {
      await assert.rejects(bundled(test, IMPORT + source), /main\.ts .* the bundle is to have in it/);
    });
});

describe("names of the global object in a bundle", () => {
  it("are those of their module where reading them calls an accessor, but for the clock of a test", async (test) => {
    const { text } = await bundled(test, "export const start = [Buffer.from('a'), performance.now()];\n");
    assert.match(text, /^import \{ Buffer \} from "node:buffer";$/m);
    assert.doesNotMatch(text, /node:perf_hooks/);
  });
});
