import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const TABLE = "docs/architecture.md";

/** Paths from the root, folders with a slash at the end. */
interface Rule {
  readonly places: readonly string[];
  readonly mayImport: readonly string[];
}

function quoted(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] as string);
}

/** The rows of the table; the first one's folders are the leaves. */
function readRules(): Rule[] {
  const rows = readFileSync(join(ROOT, TABLE), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.slice(1, -1).split(" | "));
  const leaves = quoted(rows[0]?.[0] ?? "");
  return rows.map(([places = "", , mayImport = ""]) => ({
    places: quoted(places),
    mayImport: [
      ...quoted(mayImport).map((name) => (name.endsWith(".ts") ? `src/${name}` : `src/${name}/`)),
      ...(mayImport.includes("leaves") ? leaves : []),
    ],
  }));
}

/** A TypeScript file of the package, and the files it imports. */
interface SourceFile {
  readonly path: string;
  readonly imports: readonly string[];
  /** The packages it imports, types included. */
  readonly packages: readonly string[];
  /** Those that still are imports in the JavaScript; two classes may well know each other's type. */
  readonly runtimeImports: readonly string[];
}

function namesIn(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

function importsOf(path: string, text: string): string[] {
  return namesIn(text)
    .filter((name) => name.startsWith("."))
    .map((name) => sourceOf(relative(ROOT, join(ROOT, dirname(path), name))));
}

/** The file that an import by the name of its JavaScript leads to. */
function sourceOf(path: string): string {
  const file = path.replace(/\.js$/, ".ts");
  return existsSync(join(ROOT, `${file}x`)) ? `${file}x` : file;
}

async function readSourceFiles(): Promise<SourceFile[]> {
  const paths = ["src", "generator", "console/src"]
    .filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map(
        (file) => `${folder}/${file}`,
      ),
    )
    .filter((path) => /\.tsx?$/.test(path));
  return await Promise.all(
    paths.map(async (path) => {
      const text = readFileSync(join(ROOT, path), "utf8");
      const { code } = await transform(text, {
        loader: path.endsWith("x") ? "tsx" : "ts",
        tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true, jsx: "preserve" } },
      });
      const packages = namesIn(text).filter((name) => !name.startsWith("."));
      return { path, imports: importsOf(path, text), packages, runtimeImports: importsOf(path, code) };
    }),
  );
}

function isIn(place: string, file: string): boolean {
  return place.endsWith("/") ? file.startsWith(place) : file === place;
}

/** The files of one cycle in the order they import each other, or undefined. */
function findCycle(imports: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] | undefined => {
    const at = path.indexOf(file);
    if (at !== -1) return [...path.slice(at), file];
    if (done.has(file)) return undefined;
    path.push(file);
    for (const imported of imports.get(file) ?? []) {
      const cycle = visit(imported);
      if (cycle !== undefined) return cycle;
    }
    path.pop();
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const cycle = visit(file);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

const files = await readSourceFiles();

describe("the layout of docs/architecture.md", () => {
  const rules = readRules();

  it("is a table that can be read", () => {
    assert.ok(rules.length > 10);
    const places = rules.flatMap((rule) => rule.places);
    assert.deepEqual(places, [...new Set(places)]);
    // A misspelt name would allow nothing, and nobody would notice.
    for (const name of rules.flatMap(({ mayImport }) => mayImport)) {
      const isFile = ["src/drivers/driver.ts", "src/console/api.ts", "src/console/events.ts"].includes(name);
      assert.ok(places.includes(name) || isFile, `${name} has no row of its own`);
    }
  });

  it("has a row for every folder", () => {
    const homeless = files
      .map(({ path }) => path)
      .filter((path) => !rules.some(({ places }) => places.some((place) => isIn(place, path))));
    assert.deepEqual(homeless, []);
  });

  it("is kept by every import", () => {
    const wrong: string[] = [];
    for (const { path, imports } of files) {
      const rule = rules.find(({ places }) => places.some((place) => isIn(place, path)));
      const own = rule?.places.find((place) => isIn(place, path)) ?? path;
      const allowed = [own, ...(rule?.mayImport ?? [])];
      for (const imported of imports) {
        if (!allowed.some((place) => isIn(place, imported))) wrong.push(`${path} imports ${imported}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it("lets one file import rhea", () => {
    assert.deepEqual(
      files.filter(({ packages }) => packages.includes("rhea")).map(({ path }) => path),
      ["src/amqp/engine/rhea.ts"],
    );
  });

  it("has no import cycle", () => {
    const graph = new Map(files.map(({ path, runtimeImports }) => [path, runtimeImports]));
    assert.equal(findCycle(graph)?.join(" -> "), undefined);
  });
});
