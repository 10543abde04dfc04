import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { oslogen } from "./oslogen.js";
import { enterProject } from "./project.js";

const CONFIG = "oslo-gen.config.json";
const OCTETS = { type: "string", contentEncoding: "base64" };
const PYTHON = { octets: "bytes" };

/** A definition of a method that takes one value. */
const taking = (schema: object) => ({
  service: "Store",
  description: "Keeps things.",
  topic: "store",
  version: "1.0",
  methods: { put: { description: "Keeps one.", params: [{ name: "value", schema }] } },
});

const typeIn = (name: string): string | undefined =>
  /value: (\w+)/.exec(readFileSync(`generated-python/${name}/client.py`, "utf8"))?.[1];

describe("pythonTypes of the packages of a workspace", () => {
  it("are those of the package, or those beside the packages", async () => {
    enterProject({
      [CONFIG]: {
        pythonTypes: PYTHON,
        packages: { "packages/a": {}, "packages/b": { pythonTypes: { decimals: "Decimal" } } },
      },
      "packages/a/schemas/a.json": taking(OCTETS),
      "packages/b/schemas/b.json": taking(OCTETS),
    });
    assert.deepEqual((await oslogen("python")).errors, []);
    assert.deepEqual([typeIn("a"), typeIn("b")], ["bytes", "str"]);
    process.chdir("packages/b");
    assert.equal((await oslogen("python", "--check")).exitCode, 0);
  });

  it("are those of the package that a definition stands in, where others use it", async () => {
    enterProject({
      [CONFIG]: {
        packages: {
          "packages/api": { schemas: ["../contracts/schemas/a.json"] },
          "packages/contracts": { pythonTypes: PYTHON },
        },
      },
      "packages/contracts/schemas/a.json": taking(OCTETS),
    });
    for (const files of [[], ["packages/contracts/schemas/a.json"]]) {
      assert.deepEqual((await oslogen("python", ...files)).errors, []);
      assert.equal(typeIn("a"), "bytes");
    }
  });

  it("are refused where packages that a definition is of want different ones", async () => {
    const schemas = ["../../shared/a.json"];
    const packages = { "packages/a": { schemas, pythonTypes: PYTHON }, "packages/b": { schemas } };
    enterProject({ [CONFIG]: { packages }, "shared/a.json": taking(OCTETS) });
    assert.deepEqual((await oslogen("python")).errors, [
      'error: shared/a.json: "pythonTypes" are others in packages/b than in packages/a, and it becomes one Python package; set the same in both',
    ]);
  });

  it("are refused with their place where they are wrong", async () => {
    enterProject({ [CONFIG]: { packages: { "p/a": { pythonTypes: { octets: "Bytes" } } } } });
    assert.deepEqual((await oslogen("python")).errors, [
      `error: ${CONFIG}: "packages": "p/a": "pythonTypes": "octets" must be one of str, bytes`,
    ]);
  });

  it("let breaking ask whether texts are octets, whichever package wants them", async () => {
    enterProject({
      [CONFIG]: { packages: { "p/a": {}, "p/b": { pythonTypes: PYTHON } } },
      "old.json": taking({ type: "string" }),
      "p/a/schemas/a.json": taking(OCTETS),
    });
    assert.equal((await oslogen("breaking", "p/a/schemas/a.json", "--against", "old.json")).exitCode, 1);
  });
});

describe("lint with pythonTypes", () => {
  const linted = async (schema: object, config: object) => {
    enterProject({ [CONFIG]: config, "schemas/a.json": taking(schema) });
    return (await oslogen("lint")).lines.filter((line) => line.includes("["));
  };

  it("names the default that generated Python has no value for", async () => {
    const schema = { anyOf: [OCTETS, { type: "null" }], default: "hello!" };
    assert.deepEqual(await linted(schema, {}), []);
    const both = { pythonTypes: PYTHON, types: { octets: "Uint8Array" } };
    for (const config of [{ pythonTypes: PYTHON }, both])
      assert.deepEqual(await linted(schema, config), [
        "schemas/a.json#/methods/put/params/0/schema/default: error: is none for programs with such types: must be encoded as base64 [default-misfit]",
      ]);
  });

  it("names decimals that stay texts where the project wants Decimals", async () => {
    const schema = { type: "string", format: "decimal" };
    assert.deepEqual(await linted(schema, {}), []);
    assert.deepEqual(await linted(schema, { pythonTypes: { decimals: "Decimal" } }), [
      "schemas/a.json#/methods/put/params/0/schema/format: warning: decimal is not checked, and no Decimal of Python: use oslo-decimal [python-decimal]",
    ]);
  });

  it("names encodings that no program can have as octets where the project wants those", async () => {
    const schema = { type: "string", contentEncoding: "base32" };
    assert.deepEqual(await linted(schema, {}), []);
    for (const config of [{ pythonTypes: PYTHON }, { types: { octets: "Uint8Array" } }])
      assert.deepEqual(await linted(schema, config), [
        "schemas/a.json#/methods/put/params/0/schema/contentEncoding: warning: base32 stays a text, as octets are of base64 or base64url: use one of these [unknown-encoding]",
      ]);
  });
});
