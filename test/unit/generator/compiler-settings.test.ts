import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readCompilerSettings } from "../../../generator/init/compiler-settings.js";
import { projectShape } from "../../../generator/init/project-shape.js";
import { enterProject } from "./project.js";

const rootDir = (path: string) => ({ compilerOptions: { rootDir: path } });
const FILE = "tsconfig.json";

describe("the settings of the compiler", () => {
  it("are also those of the files that they extend, as seen from here", () => {
    for (const [name, files, expected] of [
      ["./base.json", { "base.json": `// ours\n${JSON.stringify(rootDir("./lib/"))}` }, "lib"],
      ["./base", { "base.json": rootDir("lib") }, "lib"],
      ["./base", { "base.json": `\ufeff${JSON.stringify(rootDir("lib"))}` }, "lib"],
      ["./config", { "config/tsconfig.json": rootDir("../src/main") }, "src/main"],
      ["./config/base.json", { "config/base.json": rootDir("src") }, "config/src"],
      ["./config/base.json", { "config/base.json": rootDir(`\${configDir}/src`) }, "src"],
      [
        "@tsconfig/ours",
        { "node_modules/@tsconfig/ours/tsconfig.json": rootDir(`\${configDir}/src`) },
        "src",
      ],
      ["ours/base.json", { "node_modules/ours/base.json": rootDir("../../src") }, "src"],
      ["./a.json", { "a.json": { extends: "./b.json" }, "b.json": rootDir("src") }, "src"],
      ["./a.json", { "a.json": { extends: "./a.json", ...rootDir("src") } }, "src"],
      ["./missing.json", {}, undefined],
      ["./broken.json", { "broken.json": "{" }, undefined],
    ] as const) {
      enterProject({ [FILE]: { extends: name }, ...files });
      assert.equal(readCompilerSettings(FILE)?.rootDir, expected, name);
    }
  });

  it("are found in packages as their manifests say", () => {
    for (const [name, manifest, path] of [
      ["ours", { exports: "./lib/base.json" }, "lib/base.json"],
      ["ours", { exports: { ".": "./lib/base.json" } }, "lib/base.json"],
      ["ours/node", { exports: { "./node": "./lib/base.json" } }, "lib/base.json"],
      ["ours/node", { exports: { "./node": { import: "./lib/base.json" } } }, "lib/base.json"],
      ["ours/node", { exports: { "./node": { import: { default: "./lib/base.json" } } } }, "lib/base.json"],
      ["ours/node", { exports: { "./node": { browser: "./other.json", import: ["./a.json"] } } }, "a.json"],
      ["ours/node", { exports: { "./node": { import: "./b.json", require: "./a.json" } } }, "a.json"],
      ["ours/base", { exports: { "./*": "./lib/*.json" } }, "lib/base.json"],
      ["ours/base", { exports: { "./*": { import: "./lib/*.json" } } }, "lib/base.json"],
      [
        "ours/a/node",
        { exports: { "./*": { import: "./lib/*.json" }, "./a/*": { import: "./*.json" } } },
        "node.json",
      ],
      ["ours/a/node", { exports: { "./*": { import: "./lib/*.json" }, "./a/*": null } }, undefined],
      ["ours/of/base.x", { exports: { "./of/*.x": { import: "./lib/*.json" } } }, "lib/base.json"],
      ["@own/base/node", { exports: { "./node": { import: "./lib/base.json" } } }, "lib/base.json"],
      ["ours", { tsconfig: "lib/base.json" }, "lib/base.json"],
      ["ours", { tsconfig: "gone.json" }, "tsconfig.json"],
      ["ours", { main: "index.js" }, "tsconfig.json"],
      ["ours", { main: "lib/base.json" }, "lib/base.json"],
      ["ours/base.json", { exports: {} }, "base.json"],
      ["ours/base.json", { exports: null }, "base.json"],
      ["ours", { exports: { import: "./gone.json" } }, undefined],
      ["ours", { exports: [7, {}, { import: 7 }] }, undefined],
    ] as const) {
      const folder = `node_modules/${/^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0]}`;
      enterProject({
        [FILE]: { extends: name },
        [`${folder}/package.json`]: manifest,
        [`${folder}/index.js`]: "",
        ...(path === undefined ? {} : { [`${folder}/${path}`]: rootDir(`\${configDir}/src`) }),
      });
      assert.equal(
        readCompilerSettings(FILE)?.rootDir,
        path === undefined ? undefined : "src",
        JSON.stringify([name, manifest]),
      );
    }
  });

  it("are those of the last file that has them, and before all its own", () => {
    const bases = {
      "a.json": { ...rootDir("a"), include: ["a"], exclude: ["test"] },
      "b.json": { ...rootDir("b"), files: ["b/main.ts"] },
    };
    enterProject({
      [FILE]: { extends: ["./a.json", "./b.json"], include: ["./c/**/*.ts", "test"] },
      ...bases,
    });
    assert.deepEqual(readCompilerSettings(FILE), {
      rootDir: "b",
      include: ["c/**/*.ts", "test"],
      exclude: ["test"],
      files: ["b/main.ts"],
    });
    enterProject({ [FILE]: { extends: 1, compilerOptions: [], include: "src" } });
    assert.deepEqual(readCompilerSettings(FILE), { include: [] });
    enterProject({});
    assert.equal(readCompilerSettings(FILE), undefined);
  });

  it("say where init puts code and tests, whichever file has them", () => {
    enterProject({
      [FILE]: { extends: "./config/base.json" },
      "config/base.json": { ...rootDir("../lib"), include: ["../lib", "../test"] },
    });
    assert.deepEqual(projectShape().settings, { out: "lib/generated", dir: "lib/endpoints" });
    assert.equal(projectShape().testRoot, "lib");
    // A folder that the project is in, or one outside of it, is no place for code.
    for (const path of ["..", "../../elsewhere"]) {
      enterProject({ [FILE]: { extends: "./config/base.json" }, "config/base.json": rootDir(path) });
      assert.deepEqual([projectShape().settings, projectShape().testRoot], [{}, undefined], path);
    }
  });
});
