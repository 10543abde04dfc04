import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { parse } from "yaml";
import { entryPoints } from "../../scripts/entry-points.mjs";
import { versionModule } from "../../scripts/package-version.js";
import { repositoryFiles } from "../../scripts/repository-files.js";
import { filesWithAddress, repositoryOwner, withOwner } from "../../scripts/repository-links.js";

interface Manifest {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly sideEffects?: readonly string[];
  readonly exports?: Readonly<Record<string, { readonly types?: string }>>;
  readonly types?: string;
  readonly typesVersions?: { readonly "*": Readonly<Record<string, readonly [string]>> };
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const read = (file: string): string => readFileSync(`${ROOT}${file}`, "utf8");
const readManifest = (file: string): Manifest => JSON.parse(read(file)) as Manifest;
const manifests = ["", "generator/", "console/"].map((folder) => readManifest(`${folder}package.json`));

test("users get ranges of dependencies, and all packages the same", () => {
  const ranges = new Map<string, string>();
  for (const { dependencies = {} } of manifests) {
    for (const [name, range] of Object.entries(dependencies)) {
      assert.match(range, /^\^\d+\.\d+\.\d+$/, name);
      assert.equal(ranges.get(name) ?? range, range, name);
      ranges.set(name, range);
    }
  }
  for (const [name, range] of manifests.flatMap(({ devDependencies = {} }) =>
    Object.entries(devDependencies),
  )) {
    assert.match(range, /^(?:npm:\w+@)?\d+\.\d+\.\d+$/, name);
  }
});

test("each entry point is found where TypeScript looks for it while it is not built", () => {
  const { compilerOptions } = ts.readConfigFile(`${ROOT}tsconfig.json`, ts.sys.readFile).config as {
    compilerOptions: { paths: Record<string, string[]> };
  };
  const sources = entryPoints().map(({ name, source }) => [name, [`./${source}`]]);
  assert.deepEqual(Object.entries(compilerOptions.paths), sources);
});

test("a compiler that does not know exports finds the types of each entry point", () => {
  for (const { exports, types, typesVersions } of manifests) {
    const all = Object.entries(exports ?? {}).flatMap(([path, { types: file }]) =>
      file === undefined ? [] : [[path, file] as const],
    );
    const [main, ...others] = all;
    assert.deepEqual([types, main?.[0] ?? "."], [main?.[1], "."]);
    const found = Object.entries(typesVersions?.["*"] ?? {}).map(([path, [file]]) => [`./${path}`, file]);
    assert.deepEqual(found, others);
  }
});

test("the lock file names no place to get packages from", () => {
  const { packages } = JSON.parse(read("package-lock.json")) as {
    packages: Record<string, { resolved?: string }>;
  };
  const places = Object.values(packages).flatMap(({ resolved }) => resolved ?? []);
  assert.deepEqual(places, ["generator", "console"]);
});

test("no module does anything when it is imported, but for the command", () => {
  const declarations = new Set([
    ts.SyntaxKind.ImportDeclaration,
    ts.SyntaxKind.ExportDeclaration,
    ts.SyntaxKind.FunctionDeclaration,
    ts.SyntaxKind.ClassDeclaration,
    ts.SyntaxKind.InterfaceDeclaration,
    ts.SyntaxKind.TypeAliasDeclaration,
    ts.SyntaxKind.VariableStatement,
  ]);
  const doers = repositoryFiles()
    .filter((file) => file.startsWith("src/") && file.endsWith(".ts"))
    .filter((file) => {
      const { statements } = ts.createSourceFile(file, read(file), ts.ScriptTarget.ESNext);
      return statements.some(({ kind }) => !declarations.has(kind));
    })
    .map((file) => file.replace(/^src/, "./dist").replace(/ts$/, "js"));
  assert.deepEqual(doers, manifests[0]?.sideEffects);
});

test("one version of all packages is released", () => {
  assert.equal(new Set(manifests.map(({ version }) => version)).size, 1);
  const { fixed } = JSON.parse(read(".changeset/config.json")) as { fixed: string[][] };
  assert.deepEqual(fixed, [["oslo-rpc", "oslo-gen", "oslo-rpc-console"]]);
  const { written, expected } = versionModule();
  assert.equal(written, expected);
});

test("workflows run each supported version of Node.js, and actions that nobody can exchange", () => {
  const files = repositoryFiles().filter((file) => file.startsWith(".github/") && file.endsWith(".yml"));
  for (const file of files) parse(read(file), { strict: true });
  const workflows = files.filter((file) => file.includes("/workflows/")).map(read);
  const used = workflows.flatMap((text) =>
    [...text.matchAll(/uses: (.*)/g)].map(([, action = ""]) => action),
  );
  assert.ok(used.length > 0);
  for (const action of used) assert.match(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);

  const { jobs } = parse(read(".github/workflows/ci.yml")) as {
    jobs: { "other-versions": { strategy: { matrix: { node: number[] } } } };
  };
  const versions = [Number(read(".nvmrc")), ...jobs["other-versions"].strategy.matrix.node];
  assert.deepEqual(versions, [20, 22, 24, 26]);
  for (const { engines } of manifests) assert.equal(engines.node.split(/[=.]/)[1], String(versions[0]));
});

test("the repository's address has the same owner everywhere", () => {
  const owner = repositoryOwner();
  const files = filesWithAddress();
  for (const file of [
    "package.json",
    "console/package.json",
    "generator/package.json",
    ".github/ISSUE_TEMPLATE/config.yml",
  ]) {
    assert.ok(files.has(file), file);
  }
  for (const [file, text] of files) assert.equal(text, withOwner(text, owner), `${file}: another owner`);
});
