import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compareServices } from "../../../../generator/breaking/compare-services.js";
import { DEFAULT_SETTINGS } from "../../../../generator/breaking/settings.js";
import { breaking } from "../../../../generator/functions.js";
import { isEncoded } from "../../../../src/definition/content-encoding.js";
import { load } from "../../definition/definition-file.js";
import { oslogen } from "../oslogen.js";
import { enterProject } from "../project.js";

const TEXT = { type: "string" };
const BASE64 = { ...TEXT, contentEncoding: "base64" };
const URL = { ...TEXT, contentEncoding: "base64url" };
const DECIMAL = { ...TEXT, format: "oslo-decimal" };

/** Of a method with a parameter and a result of that schema, by way of a definition that both share when told so. */
function service(param: object, result: object = TEXT, $defs: object = {}) {
  return {
    service: "S",
    topic: "t",
    version: "1.0",
    methods: { put: { params: [{ name: "data", schema: param }], result } },
    $defs,
  };
}

function findings(old: object, now: object, settings: object = {}) {
  const found = compareServices(load(old), load(now), { ...DEFAULT_SETTINGS, ...settings }).findings;
  return found.map(({ rule, pointer, bump }) => `${rule} ${pointer} ${bump}`);
}

const PARAM = "/methods/put/params/0/schema";
const RESULT = "/methods/put/result";
const converted = { checksOctets: true };

describe("a changed contentEncoding", () => {
  it("changes types of generated code alone where nobody converts", () => {
    for (const [old, now] of [
      [TEXT, BASE64],
      [BASE64, TEXT],
      [BASE64, URL],
    ] as const) {
      assert.deepEqual(findings(service(old), service(now)), [`program-type ${PARAM} none`]);
      assert.deepEqual(findings(service(old), service(now), { level: "source" }), [
        `program-type ${PARAM} minor`,
      ]);
      assert.deepEqual(findings(service(TEXT, old), service(TEXT, now)), [`program-type ${RESULT} none`]);
    }
  });

  it("narrows and widens where octets are converted", () => {
    const param = (old: object, now: object) => findings(service(old), service(now), converted)[0];
    assert.equal(param(TEXT, BASE64), `param-schema ${PARAM} major`);
    assert.equal(param(BASE64, TEXT), `param-schema ${PARAM} minor`);
    assert.equal(param(BASE64, URL), `param-schema ${PARAM} major`);
    assert.equal(
      param({ ...TEXT, pattern: "^a" }, { ...BASE64, pattern: "^a" }),
      `param-schema ${PARAM} major`,
    );
    const result = (old: object, now: object) =>
      findings(service(TEXT, old), service(TEXT, now), converted)[0];
    assert.equal(result(TEXT, BASE64), `result-schema ${RESULT} minor`);
    assert.equal(result(BASE64, TEXT), `result-schema ${RESULT} major`);
  });

  it("names the keyword and shows a text that is refused", () => {
    for (const extra of [{}, { pattern: "^a" }]) {
      const settings = { ...DEFAULT_SETTINGS, ...converted };
      const old = load(service({ ...TEXT, ...extra }));
      const [found] = compareServices(old, load(service({ ...BASE64, ...extra })), settings).findings;
      assert.match(found?.message ?? "", /no longer allows what it did \(contentEncoding\)$/);
      assert.equal(typeof found?.example, "string");
    }
  });

  it("refuses by the pattern what the decoder refuses", () => {
    const texts = [
      "",
      "YQ==",
      "YR==",
      "YWI=",
      "YWJ=",
      "YWJj",
      "YQ",
      "YQ==\n",
      "+/+/",
      "-_-_",
      "YQ==YQ==",
      "YWJjZA==",
    ];
    for (const [encoding, schema] of [
      ["base64", BASE64],
      ["base64url", URL],
    ] as const) {
      for (const text of texts) {
        const found = findings(
          service({ ...TEXT, const: text }),
          service({ ...schema, maxLength: 20 }),
          converted,
        );
        assert.equal(
          found.includes(`param-schema ${PARAM} major`),
          !isEncoded(text, encoding),
          JSON.stringify(text),
        );
      }
    }
  });

  it("is checked where the configuration has octets converted in either language", async () => {
    const files = { "old.json": service(TEXT), "new.json": { ...service(BASE64), version: "1.1" } };
    for (const [types, exitCode] of [
      [{}, 0],
      [{ types: { octets: "Uint8Array" } }, 1],
      [{ pythonTypes: { octets: "bytes" } }, 1],
      [{ pythonTypes: { decimals: "Decimal" } }, 0],
    ] as const) {
      enterProject({ ...files, "oslo-gen.config.json": { schemas: ["new.json"], out: "out", ...types } });
      const run = await oslogen("breaking", "new.json", "--against", "old.json");
      assert.equal(run.exitCode, exitCode, JSON.stringify(run));
      assert.equal(
        breaking({ files: ["new.json"], against: "old.json" }).services[0]?.allowed,
        exitCode === 0,
      );
    }
  });

  it("is found behind refs, in members, items and alternatives, once each", () => {
    const inside = (schema: object) => ({
      type: "object",
      properties: { list: { type: "array", items: { anyOf: [{ type: "null" }, { $ref: "#/$defs/Data" }] } } },
      $comment: JSON.stringify(schema),
    });
    const of = (data: object) => service(inside(data), inside(data), { Data: data });
    assert.deepEqual(findings(of(TEXT), of(BASE64)), ["program-type /$defs/Data none"]);
    assert.deepEqual(findings(of(BASE64), of(BASE64)), []);
    assert.deepEqual(findings(of(BASE64), of(BASE64), converted), []);
    const all = findings(of(TEXT), of(BASE64), converted);
    assert.deepEqual(all, ["param-schema /$defs/Data major", "program-type /$defs/Data none"]);
  });

  it("says nothing of a text that stays one, nor of an encoding that nobody converts", () => {
    const hex = { ...TEXT, contentEncoding: "base16" };
    const listed = { type: "string", enum: ["YQ==", "Yg=="] };
    for (const settings of [{}, converted]) {
      assert.deepEqual(findings(service(TEXT), service(hex), settings), []);
      assert.deepEqual(
        findings(service(listed), service({ ...listed, contentEncoding: "base64" }), settings),
        [],
      );
      const either = { anyOf: [BASE64, TEXT] };
      assert.deepEqual(findings(service({ anyOf: [TEXT, TEXT] }), service(either), settings), []);
    }
  });

  it("is one of type alone when it is moved to where it means the same", () => {
    const moved = service({ $ref: "#/$defs/Data" }, TEXT, { Data: BASE64 });
    assert.deepEqual(findings(service(BASE64), moved, converted), []);
  });

  it("follows a schema that refers to itself", () => {
    const tree = (data: object) =>
      service({ $ref: "#/$defs/Tree" }, TEXT, {
        Tree: { type: "object", properties: { data, next: { $ref: "#/$defs/Tree" } } },
      });
    assert.deepEqual(findings(tree(TEXT), tree(BASE64)), ["program-type /$defs/Tree/properties/data none"]);
  });
});

describe("a changed format oslo-decimal", () => {
  it("is judged as a format that all check, and as another type", () => {
    const changes = (old: object, now: object) => findings(service(old), service(now));
    assert.deepEqual(changes(TEXT, DECIMAL), [`param-schema ${PARAM} major`, `program-type ${PARAM} none`]);
    assert.deepEqual(changes(DECIMAL, TEXT), [`param-schema ${PARAM} minor`, `program-type ${PARAM} none`]);
    const time = (format: string) => ({ ...TEXT, format });
    assert.equal(
      changes(time("date-time"), time("oslo-date-time")).some((each) => each.startsWith("program-type")),
      false,
    );
  });
});
