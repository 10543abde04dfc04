import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { oslogen } from "../oslogen.js";
import { enterProject, SMALLEST } from "../project.js";

const MORE = { ...SMALLEST, version: "1.1", methods: { ping: {}, pong: { since: "1.1" } } };

describe("oslo-gen breaking", () => {
  it("compares with a file, and fails when the version does not allow the change", async () => {
    enterProject({
      "old.json": SMALLEST,
      "new.json": MORE,
      "low.json": { ...MORE, version: "1.0", methods: {} },
    });
    const fine = await oslogen("breaking", "new.json", "--against", "old.json");
    assert.deepEqual(fine, {
      lines: [
        'new.json:1:69#/methods/pong: minor: the method "pong" is new; breaks: new client with old server [method-set]',
        "new.json: version 1.0 to 1.1: the changes need a new minor version",
      ],
      errors: [],
      exitCode: 0,
    });
    const broken = await oslogen("breaking", "low.json", "--against", "old.json");
    assert.equal(broken.exitCode, 1);
    assert.deepEqual(broken.errors, [
      "error: low.json: version 1.0 does not allow these changes to 1.0; they need 2.0",
    ]);
    const lowered = await oslogen("breaking", "old.json", "--against", "new.json");
    assert.deepEqual(lowered.errors, ["error: old.json: version 1.0 is lower than 1.1"]);
    const same = await oslogen("breaking", "old.json", "--against", "old.json");
    assert.deepEqual(same.lines, ["old.json: version 1.0: nothing changed for any peer"]);
  });

  it("fails on what it cannot tell, unless that is allowed", async () => {
    const param = (pattern: string) => ({
      ...SMALLEST,
      methods: { ping: { params: [{ name: "p", schema: { type: "string", pattern } }] } },
    });
    enterProject({ "old.json": param("^(?=a)a"), "new.json": { ...param("^(?=a)[ab]"), version: "1.1" } });
    const refused = await oslogen("breaking", "new.json", "--against", "old.json");
    assert.match(refused.lines[0] ?? "", /unsure \(major at worst\): cannot tell whether/);
    assert.match(refused.errors[0] ?? "", /they need 2\.0 unless the unsure ones are harmless/);
    assert.equal(
      (await oslogen("breaking", "new.json", "--against", "old.json", "--allow-uncertain")).exitCode,
      0,
    );
  });

  it("prints for programs, integers of any size included", async () => {
    const result = (format: string | undefined) => ({
      ...SMALLEST,
      methods: { ping: { result: { type: "integer", format } } },
    });
    enterProject({ "old.json": result(undefined), "new.json": { ...result("int64"), version: "2.0" } });
    const { lines, exitCode } = await oslogen("breaking", "new.json", "--against", "old.json", "--json");
    assert.equal(exitCode, 0);
    const { services } = JSON.parse(lines.join("\n")) as {
      services: { findings: unknown[]; allowed: boolean }[];
    };
    assert.equal(services[0]?.allowed, true);
    assert.deepEqual(services[0]?.findings, [
      {
        file: "new.json",
        pointer: "/methods/ping/result",
        message: "the result allows more than it did (format)",
        breaks: ["old client with new server"],
        bump: "major",
        rule: "result-schema",
        example: 2 ** 53,
        line: 1,
        column: 67,
        severity: "error",
        allowed: true,
      },
    ]);
  });

  it("compares one definition with one file", async () => {
    enterProject({ "a.json": SMALLEST, "b.json": MORE });
    const several = await oslogen("breaking", "a.json", "b.json", "--against", "a.json");
    assert.match(several.errors[0] ?? "", /is one file: name the one definition/);
  });
});
