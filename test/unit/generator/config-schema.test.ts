import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { readConfig } from "../../../generator/config.js";
import { LINT_RULES } from "../../../generator/lint/rules.js";
import { ROOT } from "./fixtures.js";
import { enterProject } from "./project.js";

const schema = JSON.parse(readFileSync(join(ROOT, "schemas/oslo-gen-config.schema.json"), "utf8"));
const fits = new Ajv2020().compile(schema);

function isTaken(config: object): boolean {
  enterProject({ "oslo-gen.config.json": config });
  try {
    readConfig();
    return true;
  } catch {
    return false;
  }
}

describe("the schema of oslo-gen.config.json", () => {
  it("accepts what oslo-gen accepts", () => {
    const samples: unknown[] = [
      "",
      "js",
      "src/gen",
      1,
      null,
      [],
      ["a.json"],
      [""],
      [1],
      {},
      "@a/b/{name}",
      { packages: {} },
      { "p/a": {} },
      { "p/a": { out: "gen", other: 1 } },
      { "p/a": { out: "" } },
      { "": {} },
    ];
    for (const key of [
      "$schema",
      "packages",
      "generatedModule",
      "schemas",
      "out",
      "dir",
      "importExtension",
      "types",
      "lint",
      "breaking",
      "plugins",
      "resources",
      "keywords",
      "formats",
      "other",
    ]) {
      for (const sample of samples) {
        // Any reference of a schema will do, and oslo-gen does not look at it.
        if (key === "$schema" && typeof sample !== "string") continue;
        const config = { [key]: sample };
        assert.equal(fits(config), isTaken(config), JSON.stringify(config));
      }
    }
  });

  it("accepts the types that oslo-gen accepts", () => {
    for (const key of ["dateTimes", "octets", "openObjects", "oneWayMembers", "other"]) {
      for (const sample of [
        "string",
        "Date",
        "Uint8Array",
        "named",
        "any",
        "both",
        "split",
        "date",
        "",
        null,
        true,
      ]) {
        const config = { types: { [key]: sample } };
        assert.equal(fits(config), isTaken(config), JSON.stringify(config));
      }
    }
  });

  it("accepts the types of Python that oslo-gen accepts", () => {
    for (const key of ["octets", "decimals", "other"]) {
      for (const sample of ["str", "bytes", "Decimal", "string", "", null]) {
        const config = { pythonTypes: { [key]: sample } };
        assert.equal(fits(config), isTaken(config), JSON.stringify(config));
      }
    }
  });

  it("knows every rule of lint with its severity", () => {
    const rules = schema.properties.lint.properties as Record<string, { default: string }>;
    assert.deepEqual(
      Object.entries(rules).map(([id, rule]) => [id, rule.default]),
      LINT_RULES.map(({ id, severity }) => [id, severity]),
    );
  });

  it("is what this repository's own file begins with", () => {
    const config = JSON.parse(readFileSync(join(ROOT, "oslo-gen.config.json"), "utf8"));
    assert.equal(config.$schema, "./schemas/oslo-gen-config.schema.json");
    assert.ok(fits(config), JSON.stringify(fits.errors));
  });
});
