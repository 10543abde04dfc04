import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, it } from "node:test";
import { lintFile } from "../../../../generator/lint/lint-file.js";
import { FIXED_RULES, LINT_RULES } from "../../../../generator/lint/rules.js";
import { lintReference } from "../../../../scripts/reference-lint.js";
import { FIXTURES, OPENSTACK_DEFINITIONS, ROOT } from "../fixtures.js";
import { oslogen } from "../oslogen.js";
import { enterProject, SMALLEST } from "../project.js";

const CLEAN = { ...SMALLEST, description: "d", methods: { ping: { description: "d" } } };
const WRONG = { ...CLEAN, methods: { ping: { description: "d", result: { type: "strin" } } } };

describe("oslo-gen lint", () => {
  it("has nothing to say of a clean definition", async () => {
    enterProject({ "schemas/a.json": CLEAN, "schemas/b.json": { ...CLEAN, service: "B" } });
    assert.deepEqual(await oslogen("lint"), {
      lines: ["2 definitions: nothing to complain about"],
      errors: [],
      exitCode: 0,
    });
  });

  for (const file of FIXTURES.filter((path) => path.startsWith(join(ROOT, "schemas")))) {
    // Not all of what OpenStack's services do is described in their sources.
    const settings = OPENSTACK_DEFINITIONS.includes(file) ? { "missing-description": "off" as const } : {};
    it(`has nothing to say of ${relative(ROOT, file)}`, () => assert.deepEqual(lintFile(file, settings), []));
  }

  it("exits with 0 after warnings, and says them on a line each", async () => {
    enterProject({ "a.json": SMALLEST });
    assert.deepEqual(await oslogen("lint", "a.json"), {
      lines: [
        "a.json: warning: has no description [missing-description]",
        "a.json#/methods/ping: warning: has no description [missing-description]",
        "1 definition: 2 warnings",
      ],
      errors: [],
      exitCode: 0,
    });
  });

  it("reports what generate refuses, under the rule's name, and exits with 1", async () => {
    enterProject({ "a.json": WRONG });
    const { lines, errors, exitCode } = await oslogen("lint", "a.json");
    assert.match(
      lines[0] ?? "",
      /^a\.json#\/methods\/ping\/result\/type: error: must be one of .*did you mean "string"\?/,
    );
    assert.match(lines[0] ?? "", / \[wrong-shape\]$/);
    assert.deepEqual(errors, ["error: lint found 1 error and 0 warnings"]);
    assert.equal(exitCode, 1);
  });

  it("prints for programs", async () => {
    enterProject({ "a.json": { ...CLEAN, description: "" } });
    const { lines, exitCode } = await oslogen("lint", "a.json", "--json");
    assert.deepEqual(JSON.parse(lines.join("\n")), {
      errors: 0,
      warnings: 1,
      findings: [
        {
          file: "a.json",
          pointer: "",
          rule: "missing-description",
          severity: "warn",
          message: "has no description",
        },
      ],
    });
    assert.equal(exitCode, 0);
  });

  it("is set by the configuration", async () => {
    const run = (lint: unknown) => {
      enterProject({ "a.json": SMALLEST, "oslo-gen.config.json": { lint } });
      return oslogen("lint", "a.json");
    };
    assert.equal((await run({ "missing-description": "off" })).lines.length, 1);
    assert.equal((await run({ "missing-description": "error" })).exitCode, 1);
    enterProject({
      "a.json": { ...CLEAN, methods: { m: { description: "d", params: [{ name: "p", schema: {} }] } } },
      "oslo-gen.config.json": { lint: { "missing-param-description": "warn" } },
    });
    assert.equal((await oslogen("lint", "a.json")).lines.length, 2);
    for (const [settings, message] of [
      [
        { "missing-descriptions": "off" },
        /no rule "missing-descriptions"; did you mean "missing-description"\?/,
      ],
      [{ "bad-ref": "off" }, /cannot turn bad-ref off/],
      [{ "bad-ref": "warn" }, /cannot turn bad-ref down/],
      [{ timeouts: "of" }, /"off", "warn" or "error"/],
      ["off", /"off", "warn" or "error"/],
    ] as const) {
      const { errors, exitCode } = await run(settings);
      assert.match(errors[0] ?? "", message);
      assert.equal(exitCode, 2);
    }
  });

  it("keeps names of a definition on one line", async () => {
    enterProject({ "a.json": { ...CLEAN, methods: { "a\nb\u001b[2J": {} } } });
    for (const line of (await oslogen("lint", "a.json")).lines) assert.doesNotMatch(line, /\p{Cc}/u);
  });

  it("has a reference that agrees with the rules", () => {
    const page = readFileSync(join(ROOT, "docs/reference/lint.md"), "utf8");
    assert.equal(page, lintReference(), "run npx tsx scripts/reference-lint.ts");
    const ids = [...LINT_RULES.map(({ id }) => id), ...FIXED_RULES.keys()];
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
  });
});
