import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import { checkBreaking } from "../../../../generator/breaking/check-breaking.js";
import { oslogen } from "../oslogen.js";
import { enterProject, SMALLEST } from "../project.js";

const withParam = (schema: object, more: object = {}) => ({
  ...SMALLEST,
  methods: { ping: { params: [{ name: "p", schema }] } },
  ...more,
});

const FILES = {
  "old.json": withParam({ $ref: "types.json#/$defs/T" }),
  "old-types.json": {},
  "types.json": { $defs: { T: { type: "string" } } },
  "new.json": withParam({ $ref: "new types.json#/$defs/T" }),
  "new types.json": { $defs: { T: { type: "string", maxLength: 3 } } },
};

const breaking = (...words: readonly string[]) =>
  oslogen("breaking", "new.json", "--against", "old.json", ...words);

describe("the report of breaking", () => {
  it("names file, line and column of a schema in another file", async () => {
    enterProject(FILES);
    writeFileSync("new types.json", JSON.stringify(FILES["new types.json"], null, 2));
    const { lines } = await breaking();
    assert.equal(
      lines[0],
      'new types.json:3:5#/$defs/T: major: this schema no longer allows what it did (maxLength), such as "abcd"; reaches the parameter "p" of the method "ping"; breaks: old client with new server [param-schema]'.replace(
        '"abcd"',
        /such as ("[^"]*")/.exec(lines[0] ?? "")?.[1] ?? "",
      ),
    );
  });

  it("is annotations for GitHub", async () => {
    enterProject(FILES);
    const { lines, exitCode } = await breaking("--format", "github");
    assert.equal(exitCode, 1);
    assert.match(
      lines[0] ?? "",
      /^::error file=new types\.json,line=1,col=11,title=oslo-gen breaking%3A param-schema::major: /,
    );
    assert.match(
      lines.at(-1) ?? "",
      /^::error title=oslo-gen breaking::new\.json: version 1\.0 does not allow/,
    );
  });

  it("is JUnit XML whose counts are right", async () => {
    enterProject({ ...FILES, "new types.json": { $defs: { T: { enum: ["a & b", '<"\u0001'] } } } });
    const { lines } = await breaking("--format", "junit");
    const text = lines.join("\n");
    assert.match(text, /<testsuite id="0" name="new\.json" .* tests="2" failures="2" errors="0" time="0">/);
    assert.equal(text.match(/<testcase /g)?.length, 2);
    assert.equal(text.match(/<failure /g)?.length, 2);
    assert.ok(!/\p{Cc}/u.test(text.replaceAll("\n", "")));
  });

  it("is SARIF whose results lead to rules and places", async () => {
    enterProject(FILES);
    const { lines } = await breaking("--format", "sarif");
    const { version, runs } = JSON.parse(lines.join("\n"));
    assert.equal(version, "2.1.0");
    const [{ tool, results }] = runs;
    const [{ ruleId, ruleIndex, level, locations }] = results;
    assert.equal(tool.driver.rules[ruleIndex].id, ruleId);
    assert.deepEqual([ruleId, level], ["param-schema", "error"]);
    assert.deepEqual(locations[0].physicalLocation, {
      artifactLocation: { uri: "new%20types.json" },
      region: { startLine: 1, startColumn: 11 },
    });
  });

  it("refuses a format that it does not know", async () => {
    enterProject(FILES);
    const { errors, exitCode } = await breaking("--format", "xml");
    assert.deepEqual(errors, ["error: --format must be one of text, json, github, junit, sarif"]);
    assert.equal(exitCode, 2);
  });
});

describe("the settings of breaking", () => {
  const configure = (settings: object) =>
    writeFileSync("oslo-gen.config.json", JSON.stringify({ breaking: settings }));

  it("turn rules down and off", async () => {
    enterProject(FILES);
    configure({ rules: { "param-schema": "warn" } });
    const warned = await breaking();
    assert.equal(warned.exitCode, 0);
    assert.match(warned.lines[0] ?? "", /counts as a warning \[param-schema\]$/);
    configure({ rules: { "param-schema": "off" } });
    assert.deepEqual((await breaking()).lines, ["new.json: version 1.0: nothing changed for any peer"]);
    configure({ rules: { "param-schemas": "off" } });
    assert.match((await breaking()).errors[0] ?? "", /"breaking" has no rule "param-schemas".*param-schema/);
    configure({ rules: { "param-schema": "no" } });
    assert.match((await breaking()).errors[0] ?? "", /must be "off", "warn" or "error"$/);
  });

  it("let pass what has a reason, until its last day", () => {
    enterProject(FILES);
    const check = (ignore: object, today: string) =>
      checkBreaking(["new.json"], {
        against: "old.json",
        today,
        settings: { level: "wire", rules: {}, ignore: [{ reason: "nobody uses it", ...ignore }] },
      });
    const ignore = { file: "new types.json", pointer: "/$defs", expires: "2026-05-31" };
    const before = check(ignore, "2026-05-31");
    assert.equal(before.allowed, true);
    assert.deepEqual(before.stale, []);
    assert.equal(before.services[0]?.findings[0]?.ignored?.reason, "nobody uses it");
    const after = check(ignore, "2026-06-01");
    assert.equal(after.allowed, false);
    assert.deepEqual(
      after.stale.map(({ why }) => why),
      ["expired"],
    );
    assert.deepEqual(
      check({ rule: "result-schema" }, "2026-05-31").stale.map(({ why }) => why),
      ["unused"],
    );
  });

  it("need a reason for what is ignored", async () => {
    enterProject(FILES);
    configure({ ignore: [{ rule: "param-schema" }] });
    assert.match((await breaking()).errors[0] ?? "", /"breaking\.ignore\[0\]" needs a "reason"$/);
    configure({ ignore: [{ reason: "so" }] });
    assert.match((await breaking()).errors[0] ?? "", /needs a "rule", a "file" or a "pointer"$/);
  });

  it("count what only compiled code sees at the level of sources", async () => {
    enterProject({ "old.json": SMALLEST, "new.json": { ...SMALLEST, service: "Other" } });
    assert.equal((await breaking()).exitCode, 0);
    const { errors } = await breaking("--level", "source");
    assert.deepEqual(errors, [
      "error: new.json: version 1.0 does not allow these changes to 1.0; they need 1.1",
    ]);
    assert.equal((await breaking("--level", "other")).exitCode, 2);
  });
});
