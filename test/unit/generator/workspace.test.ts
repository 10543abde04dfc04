import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { oslogen } from "./oslogen.js";
import { enterProject, SMALLEST, tree } from "./project.js";

const CONFIG = "oslo-gen.config.json";

/** Makes a project and goes to one of its folders. */
function enterFolder(folder: string, files: Readonly<Record<string, unknown>>): void {
  enterProject(files);
  mkdirSync(folder, { recursive: true });
  process.chdir(folder);
}

describe("a folder inside a project", () => {
  it("has the project's configuration, definitions and generated code", async () => {
    for (const marker of [CONFIG, "package.json"]) {
      enterFolder("src/deep", { [marker]: {}, "schemas/a.json": SMALLEST });
      const { lines } = await oslogen();
      assert.equal(lines[0], "wrote ../../generated/a/client.ts");
      assert.deepEqual((await oslogen("scaffold")).lines, ["wrote ../endpoints/a.ts"]);
      for (const command of ["docs", "python", "export --format openrpc"])
        assert.equal((await oslogen(...command.split(" "))).exitCode, 0);
      assert.ok(existsSync("../../docs/services/a.html"));
      assert.ok(existsSync("../../exports/a.openrpc.json"));
      process.chdir("../..");
      assert.match(readFileSync("generated/a/index.ts", "utf8"), /from schemas\/a\.json\. Do not edit/);
      assert.deepEqual(await oslogen("generate", "--check"), { lines: [], errors: [], exitCode: 0 });
      assert.ok(!existsSync("src/deep/generated"));
    }
  });

  it("takes files and folders that are named as they are seen from there", async () => {
    enterFolder("schemas", {
      [CONFIG]: { out: "gen", lint: { "missing-description": "off" } },
      "schemas/a.json": SMALLEST,
    });
    assert.equal((await oslogen("a.json")).lines[0], "wrote ../gen/a/client.ts");
    assert.equal((await oslogen("a.json", "--out", "here")).lines[0], "wrote here/a/client.ts");
    assert.equal((await oslogen("lint", "a.json")).lines[0], "1 definition: nothing to complain about");
  });

  it("has the plugins and resources that the configuration names", async () => {
    const schema = { $ref: "https://example.org/common.json#/$defs/Name" };
    enterFolder("src", {
      [CONFIG]: { plugins: ["./tools/plugin.mjs"], resources: { "https://example.org/": "shared" } },
      "tools/plugin.mjs": 'export const plugin = { name: "p", files: () => [{ name: "p.txt", text: "p" }] };',
      "shared/common.json": { $defs: { Name: { type: "string" } } },
      "schemas/a.json": { ...SMALLEST, methods: { ping: { params: [{ name: "name", schema }] } } },
    });
    assert.deepEqual((await oslogen()).errors, []);
    assert.equal(readFileSync("../generated/a/p.txt", "utf8"), "p");
  });

  it("names the configuration as it is seen from there when that is wrong", async () => {
    enterFolder("src", { [CONFIG]: { ot: "x" } });
    assert.deepEqual((await oslogen()).errors, [
      `error: ../${CONFIG}: "ot" is no known key; did you mean "out"?`,
    ]);
    enterFolder("src", { [CONFIG]: { lint: { "missing-typ": "off" } }, "schemas/a.json": SMALLEST });
    assert.match(
      (await oslogen("lint")).errors[0] ?? "",
      /^error: \.\.\/oslo-gen\.config\.json: "lint" has no rule/,
    );
  });

  it("is of no project that ends at a package.json between them", async () => {
    enterFolder("packages/b", {
      [CONFIG]: { out: "gen" },
      "schemas/a.json": SMALLEST,
      "packages/b/package.json": {},
      "packages/b/schemas/b.json": SMALLEST,
    });
    assert.equal((await oslogen()).lines[0], "wrote generated/b/client.ts");
    // One with definitions of its own and no package.json around it is one too.
    enterFolder("sandbox", { "package.json": {}, "sandbox/schemas/b.json": SMALLEST });
    assert.equal((await oslogen()).lines[0], "wrote generated/b/client.ts");
  });

  it("does not lead out of the project by a link", async () => {
    enterFolder("project/src", { "project/package.json": {}, "project/schemas/a.json": SMALLEST });
    mkdirSync("../../elsewhere");
    symlinkSync("../elsewhere", "../generated");
    assert.match((await oslogen()).errors[0] ?? "", /generated is a link that leads out of the project/);
  });
});

describe("one configuration for several packages", () => {
  const CONTRACTS = { name: "@acme/contracts", exports: { "./*": "./generated/*/index.js" } };
  const files = {
    "package.json": { workspaces: ["packages/*"] },
    [CONFIG]: {
      importExtension: "none",
      packages: {
        "packages/contracts": {},
        "packages/api": {
          schemas: ["../contracts/schemas/a.json"],
          out: "../contracts/generated",
          dir: "src/rpc",
        },
        "packages/other": { out: "src/gen" },
      },
    },
    "packages/contracts/package.json": CONTRACTS,
    "packages/contracts/schemas/a.json": SMALLEST,
    "packages/contracts/schemas/c.json": SMALLEST,
    "packages/api/package.json": { name: "@acme/api" },
    "packages/other/package.json": { name: "@acme/other" },
    "packages/other/schemas/o.json": { ...SMALLEST, topic: "o" },
  };

  it("generates the code of each where it belongs, and that of one definition once", async () => {
    enterProject(files);
    const { lines, errors } = await oslogen();
    assert.deepEqual(errors, []);
    assert.deepEqual(
      lines.filter((line) => line.endsWith("client.ts")),
      ["contracts/generated/a", "contracts/generated/c", "other/src/gen/o"].map(
        (path) => `wrote packages/${path}/client.ts`,
      ),
    );
    assert.match(
      readFileSync("packages/contracts/generated/a/index.ts", "utf8"),
      /from schemas\/a\.json\.[\s\S]*"\.\/client"/,
    );
    assert.deepEqual(await oslogen("generate", "--check"), { lines: [], errors: [], exitCode: 0 });
    rmSync("packages/contracts/generated/a/client.ts");
    rmSync("packages/other/src/gen/o/client.ts");
    assert.deepEqual((await oslogen("--check")).lines, [
      "missing: packages/contracts/generated/a/client.ts",
      "missing: packages/other/src/gen/o/client.ts",
    ]);
    assert.match((await oslogen("lint")).lines.at(-1) ?? "", /^3 definitions/);
  });

  it("works on one package from inside of it, and on those of the files that are named", async () => {
    enterFolder("packages/other/src", files);
    assert.equal((await oslogen()).lines[0], "wrote gen/o/client.ts");
    process.chdir("../../..");
    assert.ok(!existsSync("packages/contracts/generated"));
    const { lines } = await oslogen("packages/contracts/schemas/c.json");
    assert.equal(lines[0], "wrote packages/contracts/generated/c/client.ts");
    assert.ok(!existsSync("packages/contracts/generated/a"));
    const two = ["packages/contracts/schemas/c.json", "packages/other/schemas/o.json"];
    assert.match(
      (await oslogen(...two, "--out", "x")).errors[0] ?? "",
      /^error: --out is one folder, and the definitions are of/,
    );
  });

  it("writes nothing anywhere when something is wrong in one", async () => {
    for (const wrong of [
      { "packages/other/schemas/o.json": { ...SMALLEST, version: "x" } },
      { "packages/other/src/gen/o/client.ts": "// mine" },
    ]) {
      enterProject({ ...files, ...wrong });
      const before = tree();
      assert.equal((await oslogen()).exitCode, 1);
      assert.deepEqual(tree(), before);
    }
  });

  it("removes the code of a package whose last definition is gone", async () => {
    enterProject(files);
    await oslogen();
    rmSync("packages/other/schemas/o.json");
    assert.ok((await oslogen()).lines.includes("removed packages/other/src/gen/o/client.ts"));
  });

  it("scaffolds with imports of the other package, by its name and its exports", async () => {
    enterProject(files);
    await oslogen("scaffold");
    const written = readFileSync("packages/api/src/rpc/a.ts", "utf8");
    assert.match(written, /import \{ SmallEndpoint \} from "@acme\/contracts\/a";/);
    assert.match(readFileSync("packages/other/src/endpoints/o.ts", "utf8"), /from "\.\.\/gen\/o\/index";/);
  });

  it("finds what the other package exports, however it says so", async () => {
    const specifier = async (exports: unknown, more = {}) => {
      enterFolder("api", {
        "api/package.json": { name: "api" },
        [join("api", CONFIG)]: {
          schemas: ["../contracts/a.json"],
          out: "../contracts/src/rpc",
          dir: "src",
          ...more,
        },
        "contracts/package.json": { name: "contracts", exports },
        "contracts/a.json": SMALLEST,
      });
      const { errors } = await oslogen("scaffold");
      if (errors.length > 0) return errors[0];
      return /SmallEndpoint \} from "(.*)";/.exec(readFileSync("src/a.ts", "utf8"))?.[1];
    };
    assert.equal(await specifier(undefined), "contracts/src/rpc/a/index.js");
    assert.equal(await specifier(undefined, { importExtension: "none" }), "contracts/src/rpc/a/index");
    assert.equal(await specifier({ "./a": "./src/rpc/a/index.ts" }), "contracts/a");
    assert.equal(
      await specifier({ "./a": { types: "./dist/rpc/a/index.d.ts", default: "./dist/rpc/a/index.js" } }),
      "contracts/a",
    );
    assert.equal(
      await specifier({ "./rpc/*": { import: { default: "./dist/rpc/*/index.js" } } }),
      "contracts/rpc/a",
    );
    assert.equal(await specifier({ "./*": "./src/rpc/*" }), "contracts/a/index.js");
    assert.equal(
      await specifier({ ".": "./dist/index.js" }, { generatedModule: "contracts" + "/of/{name}" }),
      "contracts/of/a",
    );
    assert.match(
      (await specifier({ ".": "./dist/index.js", "./b": "./src/rpc/b/index.js", "./n": null })) ?? "",
      /^error: \.\.\/contracts\/src\/rpc is of the package contracts, which does not export src\/rpc\/a\/index; export it, or say by "generatedModule"/,
    );
  });
});

describe("a package.json without a name", () => {
  it("makes no package of generated code that is only of another kind of module", async () => {
    for (const project of [{ name: "app", type: "module" }, {}]) {
      for (const marker of ["generated/package.json", "generated/a/package.json", "src/package.json"]) {
        enterProject({
          "package.json": project,
          [marker]: { type: "commonjs" },
          "schemas/a.json": SMALLEST,
        });
        const { errors, exitCode } = await oslogen("scaffold");
        assert.deepEqual([errors, exitCode], [[], 0], marker);
        const written = readFileSync("src/endpoints/a.ts", "utf8");
        assert.match(written, /from "\.\.\/\.\.\/generated\/a\/index\.js";/);
      }
    }
  });

  it("is passed over for the one around it that has a name", async () => {
    enterFolder("api", {
      "api/package.json": { name: "api" },
      [join("api", CONFIG)]: { schemas: ["../contracts/a.json"], out: "../contracts/cjs", dir: "src" },
      "contracts/package.json": { name: "contracts", exports: { "./*": "./cjs/*/index.js" } },
      "contracts/cjs/package.json": { type: "commonjs" },
      "contracts/a.json": SMALLEST,
    });
    assert.deepEqual((await oslogen("scaffold")).errors, []);
    assert.match(readFileSync("src/a.ts", "utf8"), /from "contracts\/a";/);
  });
});

describe("a definition in a workspace", () => {
  const schemaOf = (file: string) => JSON.parse(readFileSync(file, "utf8")).$schema as string;

  it("names the metaschema where npm installs it", async () => {
    enterFolder("packages/new", { "package.json": { workspaces: ["packages/*"] } });
    await oslogen("init", "a");
    assert.equal(
      schemaOf("schemas/a.json"),
      "../../../node_modules/oslo-rpc/schemas/oslo-service.schema.json",
    );
    enterFolder("apps/new", { "package.json": { workspaces: { packages: ["./packages/*"] } } });
    await oslogen("init", "a");
    assert.equal(schemaOf("schemas/a.json"), "../node_modules/oslo-rpc/schemas/oslo-service.schema.json");
    enterFolder("new", {
      "node_modules/oslo-rpc/schemas/oslo-service.schema.json": {},
      "new/package.json": {},
    });
    await oslogen("init", "a");
    assert.equal(schemaOf("schemas/a.json"), "../../node_modules/oslo-rpc/schemas/oslo-service.schema.json");
  });
});
