import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { it } from "node:test";
import { generatorVersion } from "../../../generator/manifest/generator-version.js";

const MODULE = "file:///dist/chunks/generate-A1B2C3D4.js";
const INSTALLED = {
  metaschema: readFileSync(new URL("../../../schemas/oslo-service.schema.json", import.meta.url), "utf8"),
  yaml: (createRequire(import.meta.url)("yaml/package.json") as { version: string }).version,
  v8: process.versions.v8,
};

it("the version of the generator is that of its code, of the metaschema, of the parser of YAML and of V8", () => {
  const version = generatorVersion(MODULE);
  assert.equal(version, generatorVersion(MODULE, INSTALLED));
  const others = [
    generatorVersion(MODULE.replace("A1", "Z9")),
    generatorVersion(MODULE, { ...INSTALLED, metaschema: `${INSTALLED.metaschema} ` }),
    generatorVersion(MODULE, { ...INSTALLED, yaml: "0.0.0" }),
    generatorVersion(MODULE, { ...INSTALLED, v8: "11.3" }),
  ];
  assert.equal(new Set([version, ...others]).size, 5);
});

it("code that was not built has no version", () => {
  assert.equal(generatorVersion("file:///generator/commands/generate.ts"), undefined);
});
