import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, it } from "node:test";
import ts from "typescript";
import { isInside } from "../../../generator/project/folders.js";
import { loadService } from "../../../src/definition/load-service.js";
import { addLibrary } from "../../support/add-library.js";
import { TYPESCRIPT } from "../../support/node-words.js";
import { ROOT } from "../../unit/generator/fixtures.js";
import { oslogen } from "../../unit/generator/oslogen.js";
import { enterProject, tree } from "../../unit/generator/project.js";

const OWN = ["schemas/my-service.json", "src/endpoints/my-service.ts", "test/my-service.test.ts"];

/** Makes the current folder one that has this library installed, as far as that can be had without building it. */
function install(): void {
  addLibrary(".");
  symlinkSync(join(ROOT, "schemas"), "node_modules/oslo-rpc/schemas");
  symlinkSync(join(ROOT, "node_modules/@types"), "node_modules/@types");
}

/** Files of the library and of TypeScript, which are the same for each project. */
const parsed = new Map<string, ts.SourceFile | undefined>();

function compile(): string[] {
  const { config } = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, ".");
  const paths = { "oslo-rpc": [join(ROOT, "src/index.ts")] };
  const host = ts.createCompilerHost(options);
  // The compiler's own answer is the first it gave in this process.
  host.getCurrentDirectory = () => process.cwd();
  const parse = host.getSourceFile;
  host.getSourceFile = (name, ...how) => {
    if (!name.startsWith(ROOT)) return parse(name, ...how);
    if (!parsed.has(name)) parsed.set(name, parse(name, ...how));
    return parsed.get(name);
  };
  // Where the library is is none of the project's business.
  const root = resolve(options.rootDir ?? ".");
  const outside = fileNames.filter((name) => !isInside(root, resolve(name)));
  const program = ts.createProgram(fileNames, { ...options, noEmit: true, paths, rootDir: "/" }, host);
  const messages = fileNames
    .flatMap((name) => program.getSemanticDiagnostics(program.getSourceFile(name)))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
  return [...messages, ...outside.map((name) => `${name} is outside of rootDir`)];
}

describe("oslo-gen init", () => {
  it("makes a project that passes lint, is generated, compiles and has a test that runs", async () => {
    enterProject({});
    const { lines, errors, exitCode } = await oslogen("init", "my-service");
    assert.deepEqual([errors, exitCode], [[], 0]);
    assert.deepEqual(
      lines.slice(0, 6),
      [...OWN, "package.json", "tsconfig.json", ".gitignore"].map((path) => `wrote ${path}`),
    );
    assert.deepEqual(lines.slice(-2), [
      "next: npm install && npm test",
      "edit schemas/my-service.json, then: npx oslo-gen && npx oslo-gen scaffold",
    ]);
    const { service, topic, version } = loadService("schemas/my-service.json");
    assert.deepEqual([service, topic, version], ["MyService", "my-service", "1.0"]);
    install();
    const { $schema } = JSON.parse(readFileSync("schemas/my-service.json", "utf8"));
    assert.ok(readFileSync(join("schemas", $schema), "utf8").includes("json-schema.org"));

    assert.equal((await oslogen("--check")).exitCode, 0);
    const linted = await oslogen("lint");
    assert.deepEqual([linted.errors, linted.exitCode], [[], 0]);
    assert.deepEqual((await oslogen("scaffold")).lines, ["src/endpoints/my-service.ts has every method"]);
    assert.deepEqual(compile(), []);
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const run = spawnSync(process.execPath, [...TYPESCRIPT, "--test", "test/my-service.test.ts"], {
      encoding: "utf8",
      env,
    });
    assert.match(run.stdout, /pass 1\n/, run.stdout + run.stderr);
  });

  it("adds a service to a project, and leaves what is there as it is", async () => {
    enterProject({
      "package.json": "{}",
      "tsconfig.json": "{}",
      "oslo-gen.config.json": { schemas: ["api/a.json"], out: "gen", dir: "lib", importExtension: "ts" },
    });
    const { lines } = await oslogen("init", "other-one", "--dir", "api");
    assert.deepEqual(lines.slice(0, 3), [
      "wrote api/other-one.json",
      "wrote lib/other-one.ts",
      "wrote test/other-one.test.ts",
    ]);
    assert.ok(lines.includes('add "api/other-one.json" to "schemas" in oslo-gen.config.json'));
    const { "package.json": manifest, "test/other-one.test.ts": test = "", "tsconfig.json": config } = tree();
    assert.deepEqual([manifest, config], ["{}", "{}"]);
    assert.match(test, /import \{ OtherOneClient \} from "\.\.\/gen\/other-one\/index\.ts";/);
    assert.match(test, /import \{ OtherOne \} from "\.\.\/lib\/other-one\.ts";/);
  });

  it("adds a tsconfig.json to a project that has none, and says what its package.json lacks", async () => {
    const manifest = JSON.stringify({ dependencies: { "oslo-rpc": "^1.0.0" } });
    enterProject({ "package.json": manifest });
    const { lines } = await oslogen("init", "my-service");
    assert.ok(lines.includes("wrote tsconfig.json"));
    assert.ok(!lines.includes("wrote package.json"));
    assert.deepEqual(lines.slice(-5), [
      "package.json was left as it is; to compile and test the service, run:",
      "  npm pkg set type=module",
      "  npm i -D oslo-gen typescript @types/node tsx",
      '  npm pkg set "scripts.test=tsc --noEmit && tsx --test test/*.test.ts"',
      "edit schemas/my-service.json, then: npx oslo-gen && npx oslo-gen scaffold",
    ]);
    assert.equal(readFileSync("package.json", "utf8"), manifest);
    // The first of what it says.
    writeFileSync("package.json", JSON.stringify({ ...JSON.parse(manifest), type: "module" }));
    install();
    assert.deepEqual(compile(), []);
  });

  it("asks for no more than a project lacks", async () => {
    const complete = {
      type: "module",
      scripts: { test: "tsx --test" },
      dependencies: { "oslo-rpc": "*" },
      devDependencies: { "oslo-gen": "*", typescript: "*", "@types/node": "*", tsx: "*" },
    };
    const hints = async (manifest: unknown, others = {}) => {
      enterProject({ "package.json": manifest, ...others });
      return (await oslogen("init", "my-service")).lines.filter((line) => line.startsWith("  npm"));
    };
    assert.deepEqual(await hints(complete), []);
    assert.deepEqual(await hints({ ...complete, dependencies: {} }), ["  npm i oslo-rpc"]);
    assert.deepEqual(await hints({ ...complete, devDependencies: { typescript: "*" } }), [
      "  npm i -D oslo-gen @types/node tsx",
    ]);
    const unset = { test: 'echo "Error: no test specified" && exit 1' };
    assert.equal((await hints({ ...complete, scripts: unset })).length, 1);
    // Modules of the older kind are wrong with the tsconfig.json that init writes, and meant where there is another.
    const common = { ...complete, type: "commonjs" };
    assert.deepEqual(await hints(common), ["  npm pkg set type=module"]);
    assert.deepEqual(await hints(common, { "tsconfig.json": "{}" }), []);
    const { type: _, ...unsaid } = complete;
    assert.deepEqual(await hints(unsaid), ["  npm pkg set type=module"]);
    assert.deepEqual(await hints(unsaid, { "tsconfig.json": "{}" }), []);
    // The other runners run TypeScript themselves.
    const tested = { ...unset, test: undefined };
    const vitest = { ...complete, scripts: tested, devDependencies: { vitest: "*" } };
    assert.deepEqual(await hints(vitest), [
      "  npm i -D oslo-gen typescript @types/node",
      '  npm pkg set "scripts.test=vitest run"',
    ]);
  });

  it("writes the test for the runner that the project has, where that finds it", async () => {
    const nest = { rootDir: "src", testRegex: ".*\\.spec\\.ts$" };
    for (const [manifest, path, first] of [
      [
        { scripts: { test: "vitest run" } },
        "test/a.test.ts",
        /^import \{ afterAll, .* test \} from "vitest";/,
      ],
      [{ devDependencies: { vitest: "*" } }, "test/a.test.ts", /^import .* from "vitest";/],
      [{ devDependencies: { jest: "*" } }, "test/a.test.ts", /^import .* from "@jest\/globals";/],
      [
        { devDependencies: { jest: "*", "@types/jest": "*" } },
        "test/a.test.ts",
        /^import .* from "oslo-rpc";/,
      ],
      [{ scripts: { test: "jest" }, jest: nest }, "src/endpoints/a.spec.ts", /^import .* "@jest\/globals";/],
      [{ scripts: { test: "jest" }, jest: { testRegex: "([" } }, "test/a.test.ts", /@jest/],
      [
        { type: "module", scripts: { test: "vitest" }, src: "app.spec.ts" },
        "src/endpoints/a.spec.ts",
        /"vitest"/,
      ],
      [{ scripts: { test: "mocha" } }, "test/a.test.ts", /^import assert .*\nimport .* from "node:test";/],
      ["", "test/a.test.ts", /"node:test"/],
    ] as const) {
      const isSpec = typeof manifest === "object" && "src" in manifest;
      enterProject({
        ...(manifest === "" ? {} : { "package.json": manifest }),
        ...(isSpec ? { "src/app.spec.ts": "" } : {}),
      });
      assert.equal((await oslogen("init", "a")).exitCode, 0);
      const text = readFileSync(path, "utf8");
      assert.match(text, first);
      assert.match(
        text,
        /"node:test"/.test(text) ? /assert\.equal\(await/ : /expect\(await client\.hello\("Ada"\)\)\.toBe/,
      );
    }
  });

  it("fits the folders and the modules of a project in CommonJS, and writes it into a configuration", async () => {
    enterProject({
      "package.json": { dependencies: { "@nestjs/core": "*" }, devDependencies: { jest: "*" } },
      "tsconfig.json": '{ "compilerOptions": { "module": "nodenext", }, // as Nest writes it\n }',
      "nest-cli.json": { sourceRoot: "src" },
    });
    const { lines } = await oslogen("init", "a");
    assert.ok(lines.includes("wrote oslo-gen.config.json"));
    assert.ok(lines.includes("wrote src/generated/a/client.ts"));
    assert.match(readFileSync("src/endpoints/a.ts", "utf8"), /from "\.\.\/generated\/a\/index";/);
    const { $schema, ...settings } = JSON.parse(readFileSync("oslo-gen.config.json", "utf8"));
    assert.equal($schema, "./node_modules/oslo-rpc/schemas/oslo-gen-config.schema.json");
    assert.deepEqual(settings, { out: "src/generated", importExtension: "none" });
    assert.equal((await oslogen("generate", "--check")).exitCode, 0);
    // What the project says itself counts.
    enterProject({
      "package.json": { type: "module" },
      "tsconfig.json": { compilerOptions: { rootDir: "./lib" } },
      "oslo-gen.config.json": { out: "gen" },
    });
    assert.ok((await oslogen("init", "a")).lines.includes("wrote gen/a/client.ts"));
    enterProject({ "package.json": { type: "module" }, "tsconfig.json": { include: ["source/**/*.ts"] } });
    assert.ok((await oslogen("init", "a")).lines.includes("wrote source/generated/a/client.ts"));
  });

  it("puts all where the compiler's rootDir is, so that the project compiles as before", async () => {
    const common = { module: "NodeNext", target: "ES2023", strict: true, types: ["node"], outDir: "dist" };
    for (const [rootDir, others, source, test] of [
      ["./src", {}, "src", "src/endpoints"],
      ["lib", {}, "lib", "lib/endpoints"],
      ["src/main", { include: ["src", "test"] }, "src/main", "src/main/endpoints"],
      [`\${configDir}/lib/`, { include: ["**/*.ts"] }, "lib", "lib/endpoints"],
      ["src", { include: ["src/**/*.ts"] }, "src", "test"],
      ["src", { exclude: ["dist", "./test"] }, "src", "test"],
      ["src", { files: ["src/main.ts"] }, "src", "test"],
      [".", { include: ["src", "test"] }, "", "test"],
    ] as const) {
      enterProject({
        "package.json": { type: "module" },
        "tsconfig.json": { compilerOptions: { ...common, rootDir }, ...others },
        [join(source || "src", "main.ts")]: "export {};",
      });
      const { lines, errors } = await oslogen("init", "my-svc");
      assert.deepEqual(errors, []);
      const endpoint = join(source || "src", "endpoints/my-svc.ts");
      for (const path of [endpoint, join(source, "generated/my-svc/index.ts"), join(test, "my-svc.test.ts")])
        assert.ok(lines.includes(`wrote ${path}`), `${rootDir}: ${lines.join("\n")}`);
      assert.ok(
        lines.includes(`  npm pkg set "scripts.test=tsc --noEmit && tsx --test ${test}/*.test.ts"`),
        lines.join("\n"),
      );
      assert.deepEqual((await oslogen("scaffold")).lines, [`${endpoint} has every method`]);
      if (rootDir !== "./src" && rootDir !== "lib") continue;
      install();
      assert.deepEqual(compile(), []);
    }
  });

  it("writes nothing where package.json cannot be read", async () => {
    for (const text of ["{", "[]"]) {
      enterProject({ "package.json": text });
      assert.equal((await oslogen("init", "my-service")).exitCode, 2);
      assert.deepEqual(tree(), { "package.json": text });
    }
  });

  it("never overwrites, and writes nothing then", async () => {
    for (const path of OWN) {
      enterProject({ [path]: "// mine" });
      assert.deepEqual(await oslogen("init", "my-service"), {
        lines: [],
        errors: [`error: ${path} exists; nothing was written`],
        exitCode: 1,
      });
      assert.deepEqual(tree(), { [path]: "// mine" });
    }
    enterProject({ "tsconfig.json": "// mine" });
    assert.equal((await oslogen("init", "my-service")).exitCode, 0);
    assert.equal(readFileSync("tsconfig.json", "utf8"), "// mine");
  });

  it("leaves nothing where its folder cannot be made", async () => {
    enterProject({ file: "" });
    const { errors } = await oslogen("init", "a", "--dir", "file/x");
    assert.match(errors[0] ?? "", /^error: --dir file\/x: part of the path is no folder/);
    assert.deepEqual(Object.keys(tree()), ["file"]);
  });

  it("takes a name and no path", async () => {
    enterProject({});
    for (const name of ["../x", "a/b", "", "1a", "-", "a b"]) {
      assert.equal((await oslogen("init", "--", name)).exitCode, 2, name);
    }
    assert.deepEqual(tree(), {});
  });
});
