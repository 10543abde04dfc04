import assert from "node:assert/strict";
import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { describe, it } from "node:test";
import { createProgram } from "../../../generator/program.js";
import { oslogen } from "./oslogen.js";
import { enterProject, SMALLEST, tree } from "./project.js";

const MANIFEST = "generated/.oslo-gen-manifest.json";
const ARTEFACTS = ["client", "descriptor", "endpoint", "types", "index"];

function paths(name: string, out = "generated"): string[] {
  return ARTEFACTS.map((artefact) => `${out}/${name}/${artefact}.ts`);
}

describe("oslo-gen generate", () => {
  it("is what happens without a command, for the files named", async () => {
    enterProject({ "schemas/a.json": SMALLEST, "schemas/b.json": SMALLEST });
    const expected = { lines: paths("a").map((path) => `wrote ${path}`), errors: [], exitCode: 0 };
    assert.deepEqual(await oslogen("schemas/a.json"), expected);
    rmSync("generated", { recursive: true });
    assert.deepEqual(await oslogen("generate", "schemas/a.json"), expected);
    assert.ok(!existsSync("generated/b"));
  });

  it("takes every service definition below schemas/ when no file is named, and nothing else there", async () => {
    enterProject({
      "schemas/a.json": SMALLEST,
      "schemas/sub/deep/b.json": SMALLEST,
      "schemas/common.json": { $defs: {} },
      "schemas/list.json": [],
      "schemas/readme.md": "service",
      "other/c.json": SMALLEST,
    });
    const { lines, exitCode } = await oslogen();
    assert.deepEqual([lines, exitCode], [[...paths("a"), ...paths("b")].map((path) => `wrote ${path}`), 0]);
  });

  it("takes a definition once that links to folders lead to again", async () => {
    enterProject({ "schemas/a.json": SMALLEST, "schemas/sub/b.json": SMALLEST });
    symlinkSync(".", "schemas/self");
    symlinkSync("sub", "schemas/2");
    const { lines, errors } = await oslogen("--dry-run");
    assert.deepEqual(errors, []);
    assert.deepEqual([...new Set(lines.map((line) => line.split("/")[1]))].sort(), ["a", "b"]);
  });

  it("takes no definition for two services that has a second name, unless both are listed", async () => {
    for (const [link, make] of [
      ["0.json", () => symlinkSync("a.json", "schemas/0.json")],
      ["sub/b.json", () => symlinkSync("../a.json", "schemas/sub/b.json")],
      ["b.json", () => linkSync("schemas/a.json", "schemas/b.json")],
    ] as const) {
      enterProject({ "schemas/a.json": SMALLEST, "schemas/sub/none.json": { $defs: {} } });
      make();
      for (const command of ["generate", "lint", "scaffold"]) {
        const { errors, exitCode } = await oslogen(command);
        assert.deepEqual(errors, [
          `error: schemas/${link} is a link to schemas/a.json, which would become a service twice; remove one, or list those that are meant under "schemas" in oslo-gen.config.json`,
        ]);
        assert.equal(exitCode, 2);
      }
      // Who names one says which is meant.
      assert.deepEqual((await oslogen("lint", "schemas/a.json")).exitCode, 0);
      writeFileSync(
        "oslo-gen.config.json",
        JSON.stringify({ schemas: ["schemas/a.json", `schemas/${link}`] }),
      );
      const { lines, errors } = await oslogen("--dry-run");
      assert.deepEqual(errors, []);
      assert.equal(new Set(lines.map((line) => line.split("/")[1])).size, 2);
    }
    enterProject({ "a.json": SMALLEST, "schemas/none.json": { $defs: {} } });
    for (const name of ["b", "c"]) symlinkSync("../a.json", `schemas/${name}.json`);
    assert.match(
      (await oslogen("lint")).errors.join(),
      /^error: schemas\/c\.json is a link to the same file as schemas\/b\.json, which would become a service twice/,
    );
    // A file of definitions that others refer to may have any number of names.
    enterProject({ "schemas/a.json": SMALLEST, "common.json": { $defs: {} } });
    for (const name of ["b", "c"]) symlinkSync("../common.json", `schemas/${name}.json`);
    assert.deepEqual((await oslogen("--dry-run")).errors, []);
  });

  it("refuses an empty value of any option and of what is named, and writes nothing", async () => {
    enterProject({ "schemas/a.json": SMALLEST });
    for (const command of createProgram(() => {}).commands) {
      const needed = {
        init: ["x"],
        import: ["m.py"],
        export: ["--format", "openrpc"],
        breaking: ["--against", "HEAD"],
      };
      const words = [command.name(), ...(needed[command.name() as keyof typeof needed] ?? [])];
      for (const { long } of command.options.filter(({ required, optional }) => required || optional)) {
        const { errors, exitCode } = await oslogen(...words, `${long}`, "");
        assert.deepEqual(
          [exitCode, errors],
          [2, [`error: ${long} is empty; give it a value, or leave it out`]],
        );
      }
      const [argument] = command.registeredArguments;
      const { errors, exitCode } = await oslogen(
        ...words.filter((word) => word !== "x" && word !== "m.py"),
        "",
      );
      assert.deepEqual(
        [exitCode, errors],
        [2, [`error: the argument ${argument?.name()} is empty; give it a value`]],
      );
    }
    assert.deepEqual(Object.keys(tree()), ["schemas/a.json"]);
  });

  it("tells of a definition below schemas/ that is no JSON", async () => {
    enterProject({ "schemas/a.json": SMALLEST, "schemas/b.json": '{ "service": "B" "topic"' });
    assert.deepEqual(await oslogen(), {
      lines: [],
      errors: ['error: schemas/b.json: is not JSON: expected "," or "}" at 1:18'],
      exitCode: 1,
    });
  });

  it("takes those of the configuration instead", async () => {
    enterProject({
      "schemas/a.json": SMALLEST,
      "api/c.json": SMALLEST,
      "oslo-gen.config.json": { schemas: ["api/c.json"], out: "src/gen", importExtension: "none" },
    });
    assert.deepEqual(
      (await oslogen()).lines,
      paths("c", "src/gen").map((path) => `wrote ${path}`),
    );
    assert.match(readFileSync("src/gen/c/index.ts", "utf8"), /from "\.\/client";/);
  });

  it("is wrong usage when there is nothing to generate", async () => {
    const errors = [
      "error: no service definition below schemas/; write one with: npx oslo-gen init my-service",
    ];
    enterProject({});
    assert.deepEqual(await oslogen(), { lines: [], errors, exitCode: 2 });
    enterProject({ "schemas/common.json": { $defs: {} } });
    assert.deepEqual(await oslogen(), { lines: [], errors, exitCode: 2 });
    enterProject({ "schemas/a.json": SMALLEST, "oslo-gen.config.json": { schemas: [] } });
    assert.deepEqual(await oslogen(), { lines: [], errors, exitCode: 2 });
  });

  it("writes where it is told", async () => {
    enterProject({ "schemas/a.json": SMALLEST });
    await oslogen("schemas/a.json", "--out", "src/api");
    assert.deepEqual(
      Object.keys(tree()),
      ["schemas/a.json", "src/api/.oslo-gen-manifest.json", ...paths("a", "src/api")].sort(),
    );
  });

  it("does not touch files that are right", async () => {
    enterProject({ "schemas/a.json": SMALLEST });
    await oslogen();
    for (const path of paths("a")) utimesSync(path, 1, 1);
    assert.deepEqual(await oslogen(), { lines: ["generated/a is up to date"], errors: [], exitCode: 0 });
    for (const path of paths("a")) assert.equal(statSync(path).mtimeMs, 1000);
    utimesSync(MANIFEST, 1, 1);
    rmSync("generated/a/types.ts");
    assert.deepEqual((await oslogen()).lines, ["wrote generated/a/types.ts"]);
    assert.equal(statSync("generated/a/client.ts").mtimeMs, 1000);
    assert.equal(statSync(MANIFEST).mtimeMs, 1000);
  });

  it("--check shows what differs and writes nothing", async () => {
    enterProject({ "schemas/a.json": SMALLEST });
    assert.deepEqual(
      (await oslogen("generate", "--check")).lines,
      [...paths("a"), MANIFEST].map((path) => `missing: ${path}`),
    );
    assert.ok(!existsSync("generated"));
    await oslogen();
    assert.deepEqual(await oslogen("--check"), { lines: [], errors: [], exitCode: 0 });
    appendFileSync("generated/a/types.ts", "// \u001b[2J\n");
    const before = tree();
    assert.deepEqual(await oslogen("--check"), {
      lines: [
        "differs: generated/a/types.ts",
        "  @@ -2,4 +2,3 @@",
        ...readFileSync("generated/a/types.ts", "utf8")
          .split("\n")
          .slice(1, 3)
          .map((line) => `   ${line}`),
        "   export {};",
        "  -// \\u001b[2J",
      ],
      errors: ["error: 1 generated file is not up to date; run: oslo-gen generate"],
      exitCode: 1,
    });
    assert.deepEqual(tree(), before);
  });

  it("--dry-run says what would be written and writes nothing", async () => {
    enterProject({ "schemas/a.json": SMALLEST });
    assert.deepEqual(
      (await oslogen("--dry-run")).lines,
      paths("a").map((path) => `would write ${path}`),
    );
    assert.ok(!existsSync("generated"));
  });

  it("removes what the definition has no more", async () => {
    enterProject({
      "schemas/a.json": {
        ...SMALLEST,
        errors: { E: { module: "m" } },
        notifications: { n: { payload: {} } },
      },
    });
    await oslogen();
    writeFileSync("schemas/a.json", JSON.stringify(SMALLEST));
    assert.deepEqual((await oslogen("--check")).lines.slice(-3), [
      "left over: generated/a/errors.ts",
      "left over: generated/a/notifications.ts",
      `differs: ${MANIFEST}`,
    ]);
    writeFileSync("generated/a/notifications.ts", "// mine");
    writeFileSync("generated/a/more.ts", "// mine too");
    await oslogen();
    assert.ok(!existsSync("generated/a/errors.ts"));
    assert.ok(existsSync("generated/a/notifications.ts"));
    assert.ok(existsSync("generated/a/more.ts"));
  });

  it("never overwrites what it did not write", async () => {
    enterProject({ "schemas/a.json": SMALLEST, "generated/a/index.ts": "// mine" });
    const before = tree();
    assert.deepEqual(await oslogen(), {
      lines: [],
      errors: [
        "error: generated/a/index.ts was not written by oslo-gen; move it away or choose another --out; nothing was written",
      ],
      exitCode: 1,
    });
    assert.deepEqual(tree(), before);
    assert.equal((await oslogen("--force")).exitCode, 1);
    assert.deepEqual(tree(), before);
  });

  it("writes nothing when one definition is wrong, and tells all mistakes of all", async () => {
    enterProject({
      "schemas/a.json": SMALLEST,
      "schemas/b.json": { service: "B" },
      "schemas/c.json": { service: 1 },
    });
    const { lines, errors, exitCode } = await oslogen();
    assert.deepEqual([lines, exitCode], [[], 1]);
    assert.equal(errors.length, 7);
    assert.equal(errors[0], 'error: schemas/b.json: needs the key "topic"');
    assert.equal(errors[6], "error: schemas/c.json#/service: must be a string");
    assert.ok(!existsSync("generated"));
  });

  it("writes nothing outside the output folder", async () => {
    enterProject({ "schemas/a.json": SMALLEST, "victim/index.ts": "" });
    mkdirSync("generated");
    symlinkSync("../victim", "generated/a");
    const { errors, exitCode } = await oslogen();
    assert.deepEqual(errors, [
      "error: generated/a is a link that leads out of generated; nothing was written",
    ]);
    assert.equal(exitCode, 1);
    assert.equal(readFileSync("victim/index.ts", "utf8"), "");
    rmSync("generated/a");
    symlinkSync(".", "generated/a");
    assert.equal((await oslogen()).exitCode, 1);
  });

  it("tells of what is in the way of a file, and of one that cannot be read", async () => {
    const inTheWay = async (path: string) => {
      enterProject({ "schemas/a.json": SMALLEST, [`${path}/file`]: "" });
      return (await oslogen()).errors;
    };
    for (const path of [MANIFEST, "oslo-gen.config.json"]) {
      assert.match((await inTheWay(path))[0] ?? "", /^error: .*\.json:? is in the way: it is no file\b/);
    }
    assert.deepEqual(await inTheWay("schemas/b.json"), []);
    symlinkSync("nowhere", "schemas/c.json");
    symlinkSync("d.json", "schemas/d.json");
    const { errors, exitCode } = await oslogen();
    assert.equal(errors[0], "error: schemas/c.json: no such file");
    assert.match(errors[1] ?? "", /^error: schemas\/d\.json: cannot be read: ELOOP/);
    assert.equal(exitCode, 1);
  });

  it("tells where a definition is listed that is not there", async () => {
    const list = (schemas: readonly string[]) => ({ schemas });
    const configurations: [object, string][] = [
      [list(["schemas/a.json", "schemas/b.json"]), "#/schemas/1: schemas/b.json: no such file"],
      [list(["schemas"]), "#/schemas/0: schemas: is a folder"],
      [{ packages: { "x/y": list(["b.json"]) } }, "#/packages/x~1y/schemas/0: x/y/b.json: no such file"],
      [{ ...list(["b.json"]), packages: { x: {} } }, "#/schemas/0: x/b.json: no such file"],
    ];
    for (const [configuration, text] of configurations) {
      enterProject({ "schemas/a.json": SMALLEST, "oslo-gen.config.json": JSON.stringify(configuration) });
      for (const command of ["generate", "lint", "docs", "scaffold", "python"]) {
        const { errors, exitCode } = await oslogen(command);
        assert.ok(errors[0]?.startsWith(`error: oslo-gen.config.json${text}`), errors[0]);
        assert.equal(exitCode, 2);
      }
    }
  });

  it("ends with an error where no folder can be made", async () => {
    enterProject({ "schemas/a.json": SMALLEST, file: "" });
    const before = tree();
    const places = [["file/x/y", "part of the path is no folder; name another one"]];
    // Below it nobody makes a folder.
    if (existsSync("/proc/self")) places.push(["/proc/x/y", "cannot be made; name another folder"]);
    for (const [out = "", reason] of places) {
      const { errors, exitCode } = await oslogen("--out", out);
      assert.deepEqual([errors, exitCode], [[`error: --out ${out}: ${reason}`], 2]);
    }
    assert.deepEqual(tree(), before);
  });

  it("replaces a link by a file instead of following it", async () => {
    enterProject({ "schemas/a.json": SMALLEST });
    await oslogen();
    writeFileSync("victim", "// Generated by oslo-gen 0.0.1");
    rmSync("generated/a/types.ts");
    symlinkSync("../../victim", "generated/a/types.ts");
    assert.match((await oslogen()).errors[0] ?? "", /types\.ts is a link; --force replaces it by a file/);
    await oslogen("--force");
    assert.equal(readFileSync("victim", "utf8"), "// Generated by oslo-gen 0.0.1");
    assert.match(
      readFileSync("generated/a/types.ts", "utf8"),
      /^\/\/ Generated by oslo-gen .* from schemas\/a\.json/,
    );
  });

  it("refuses files whose names make no folder, or the same", async () => {
    enterProject({
      "schemas/...json": SMALLEST,
      "schemas/a b.json": SMALLEST,
      "schemas/a.json": SMALLEST,
      "x/a.json": SMALLEST,
    });
    for (const file of ["schemas/...json", "schemas/a b.json"]) {
      assert.match(
        (await oslogen(file)).errors[0] ?? "",
        /rename the file, its name becomes that of a folder/,
      );
    }
    assert.deepEqual(await oslogen("schemas/a.json", "x/a.json"), {
      lines: [],
      errors: ["error: schemas/a.json and x/a.json would both be written to a; rename one"],
      exitCode: 2,
    });
  });

  it("tells a mistyped command from a missing file", async () => {
    enterProject({});
    assert.deepEqual(await oslogen("generat"), {
      lines: [],
      errors: ['error: no command and no file "generat"; did you mean "generate"?'],
      exitCode: 2,
    });
    assert.deepEqual(await oslogen("schemas/x.json"), {
      lines: [],
      errors: ["error: schemas/x.json: no such file"],
      exitCode: 2,
    });
    enterProject({ "schemas/a.json": SMALLEST });
    assert.deepEqual(await oslogen("generate", "schemas"), {
      lines: [],
      errors: ["error: schemas: is a folder; name the definitions in it, or none for those below schemas/"],
      exitCode: 2,
    });
  });

  it("leaves no temporary files", async () => {
    enterProject({ "schemas/a.json": SMALLEST });
    await oslogen();
    assert.deepEqual(Object.keys(tree()).sort(), [...paths("a"), MANIFEST, "schemas/a.json"].sort());
  });
});

describe("oslo-gen.config.json", () => {
  it("is reported when it is wrong", async () => {
    for (const [config, expected] of [
      ["", /^error: oslo-gen\.config\.json: is empty; write a JSON object, or remove the file$/],
      ['{\n  "out" 1}', /^error: oslo-gen\.config\.json: is not JSON: expected ":" at 2:9$/],
      [[], /must hold a JSON object$/],
      [{ shemas: [] }, /"shemas" is no known key; did you mean "schemas"\?$/],
      [{ schemas: "a" }, /"schemas" must be a list of paths$/],
      [{ out: 1 }, /"out" must be the path of a folder$/],
      [{ dir: "" }, /"dir" must be the path of a folder$/],
      [{ importExtension: "mjs" }, /"importExtension" must be one of js, ts, none$/],
    ] as const) {
      enterProject({ "oslo-gen.config.json": config, "schemas/a.json": SMALLEST });
      const { errors, exitCode } = await oslogen();
      assert.match(errors[0] ?? "", expected);
      assert.equal(exitCode, 2);
    }
  });

  it("decides how imports end", async () => {
    for (const [importExtension, ending] of [
      ["js", ".js"],
      ["ts", ".ts"],
      ["none", ""],
    ] as const) {
      enterProject({ "oslo-gen.config.json": { importExtension }, "schemas/a.json": SMALLEST });
      await oslogen();
      await oslogen("scaffold");
      assert.match(
        readFileSync("generated/a/client.ts", "utf8"),
        new RegExp(`from "\\./descriptor${ending}";`),
      );
      assert.match(
        readFileSync("src/endpoints/a.ts", "utf8"),
        new RegExp(`from "\\.\\./\\.\\./generated/a/index${ending}";`),
      );
    }
  });
});
