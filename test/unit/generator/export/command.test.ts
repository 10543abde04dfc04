import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import { oslogen } from "../oslogen.js";
import { enterProject, SMALLEST } from "../project.js";

describe("oslo-gen export", () => {
  it("writes a document for each definition, and then finds it up to date", async () => {
    enterProject({ "schemas/small.json": SMALLEST });
    for (const [format, file] of [
      ["openrpc", "exports/small.openrpc.json"],
      ["asyncapi", "exports/small.asyncapi.json"],
      ["json-schema", "exports/small.schema.json"],
    ] as const) {
      assert.deepEqual((await oslogen("export", "--format", format)).lines, [`wrote ${file}`]);
      assert.equal((await oslogen("export", "--format", format, "--check")).exitCode, 0);
      assert.match(
        readFileSync(file, "utf8").slice(0, 300),
        /Written by oslo-gen \S+ from schemas\/small\.json/,
      );
    }
  });

  it("finds with --check what differs, removes what is gone and nothing else", async () => {
    enterProject({ "schemas/a.json": SMALLEST, "schemas/b.json": SMALLEST });
    await oslogen("export", "--format", "openrpc");
    writeFileSync("schemas/a.json", JSON.stringify({ ...SMALLEST, version: "1.1" }));
    const { lines, errors, exitCode } = await oslogen("export", "--format", "openrpc", "--check");
    assert.equal(exitCode, 1);
    assert.ok(lines.some((line) => line.includes('+    "version": "1.1"')));
    assert.match(errors[0] ?? "", /run: oslo-gen export --format openrpc --out exports$/);
    rmSync("schemas/b.json");
    writeFileSync("exports/mine.json", "{}");
    await oslogen("export", "--format", "openrpc");
    assert.deepEqual([existsSync("exports/b.openrpc.json"), existsSync("exports/mine.json")], [false, true]);
  });

  it("knows only its formats", async () => {
    enterProject({ "schemas/small.json": SMALLEST });
    const { errors, exitCode } = await oslogen("export", "--format", "wsdl");
    assert.deepEqual(
      [errors, exitCode],
      [["error: --format must be one of openrpc, asyncapi, json-schema"], 2],
    );
  });
});
