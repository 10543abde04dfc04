import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { servicePage } from "../../../../generator/docs/content/service-page.js";
import { pythonValue } from "../../../../generator/example-text/value-text.js";
import { pythonPackage } from "../../../../generator/python/package-files.js";
import { pythonModel } from "../../../../generator/python/program-types.js";
import { load, SMALLEST } from "../../definition/definition-file.js";

const OCTETS = { type: "string", contentEncoding: "base64" };

/** The text of a file of the package of a definition with these members. */
function fileOf(name: string, members: object): string {
  const program = pythonModel(load({ ...SMALLEST, ...members }), { octets: "bytes", decimals: "Decimal" });
  const files = pythonPackage(program, { version: "0.0.0", sourceFile: "s.json" });
  return files.find((file) => file.name === name)?.text ?? assert.fail();
}

describe("examples in generated Python", () => {
  it("have the types that a parameter had in the version of the request", () => {
    const params = [
      { name: "v", schema: { type: "integer" }, earlier: [{ until: "1.1", schema: OCTETS }] },
      { name: "gone", schema: OCTETS, required: false, until: "1.1" },
    ];
    const examples = [
      { name: "old", arguments: { v: "AAE=", gone: "Yg==" } },
      { name: "new", arguments: { v: 1 } },
    ];
    const text = fileOf("client.py", { version: "1.2", methods: { m: { params, examples } } });
    assert.match(text, /client\.m\(ctxt, v=b"\\\\x00\\\\x01", gone=b"b"\)/);
    assert.match(text, /client\.m\(ctxt, v=1\)/);
  });

  it("are calls with what comes of them, and nothing comes of a cast", () => {
    const method = {
      kind: "both",
      result: { type: "integer" },
      errors: ["E"],
      examples: [{ name: "one", result: 7 }],
    };
    const errors = { E: { module: "m", description: "No." } };
    const text = fileOf("client.py", { methods: { m: method }, errors });
    const [calls = "", casts = ""] = text.split("class SCasts");
    assert.match(calls, /result = client\.m\(ctxt\)\n *# 7/);
    assert.match(calls, /:raises E: No\./);
    assert.doesNotMatch(casts, /client\.m\(|# 7|:raises/);
    assert.match(casts, /def m\(/);
  });

  it("are payloads for the notifier, and not for who listens", () => {
    const payload = { type: "object", properties: { data: OCTETS } };
    const examples = [{ name: "one", description: "First.", payload: { data: "b25l" } }];
    const text = fileOf("notifications.py", { notifications: { "a.b": { payload, examples } } });
    assert.match(text, / # First\.\n *notifier\.a_b\(ctxt, \{"data": b"one"\}\)/);
    assert.equal(text.split("notifier.a_b(").length, 2);
  });

  it("are left out where the client of oslo.messaging has an argument of that name", () => {
    for (const name of ["self", "ctxt", "method"]) {
      const examples = [{ name: "one", arguments: { [name]: 1 } }];
      for (const method of [
        { additionalParams: {}, examples },
        { params: [{ name, schema: {} }], examples },
      ]) {
        const members = { methods: { m: method } };
        assert.doesNotMatch(fileOf("client.py", members), /client\.m\(/);
        const page = servicePage("s", load({ ...SMALLEST, ...members }), "s.json");
        const shown = page.methods[0]?.examples[0]?.examples.map(({ language }) => language);
        assert.deepEqual(shown, ["ts", "sh"]);
      }
    }
  });

  it("have a comma behind each line of what takes several", () => {
    const name = "a".repeat(40);
    const lines = ["{", `    "${name}": [`, `        "${name}",`, "        1,", "    ],", '    "b": 1,', "}"];
    assert.equal(pythonValue({ [name]: [name, 1], b: 1 }), lines.join("\n"));
  });

  it("stand beside defaults of members in the form of programs", () => {
    const Thing = { type: "object", properties: { x: { ...OCTETS, default: "AA==" } } };
    const text = fileOf("types.py", { $defs: { Thing } });
    assert.ok(text.includes(String.raw`(default: b"\x00")`), text);
  });
});
