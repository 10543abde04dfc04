import assert from "node:assert/strict";
import { symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { loadService } from "../../../src/definition/load-service.js";
import { toDescriptor } from "../../../src/definition/to-descriptor.js";
import { load, mistakes, SMALLEST, written } from "./definition-file.js";

function refTo($ref: string, more: object = {}): unknown {
  return { ...SMALLEST, methods: { m: { result: { $ref } } }, ...more };
}

function resolved($ref: string, more: object, others: Readonly<Record<string, unknown>> = {}) {
  const { methods, $defs } = toDescriptor(load(refTo($ref, more), others));
  return { result: methods[0]?.result, $defs };
}

const A = { type: "string", maxLength: 1 };
const B = { type: "string", maxLength: 2 };
const UNKNOWN =
  'is no "$id" that is known here, and nothing is fetched; write a relative path, or name its file under "resources" in the configuration';
const AT = "s.json /methods/m/result/$ref";

describe("a $ref", () => {
  it("reaches the definition's own schemas", () => {
    assert.deepEqual(resolved("#/$defs/A", { $defs: { A } }), {
      result: { $ref: "#/$defs/A" },
      $defs: { A },
    });
  });

  it("reaches other files, and from there others again and back", () => {
    const others = {
      "sub/one.json": { $defs: { One: { items: { $ref: "../two.json#/definitions/Two" } } } },
      "two.json": { definitions: { Two: { items: { $ref: "s.json#/$defs/A" } } } },
    };
    assert.deepEqual(resolved("sub/one.json#/$defs/One", { $defs: { A } }, others), {
      result: { $ref: "#/$defs/One" },
      $defs: { A, One: { items: { $ref: "#/$defs/Two" } }, Two: { items: { $ref: "#/$defs/A" } } },
    });
  });

  it("goes by the place of its file, whatever links lead there", () => {
    const file = written({
      "mine/s.json": refTo("../shared/a.json"),
      "mine/common.json": B,
      "shared/a.json": { properties: { common: { $ref: "common.json" } } },
      "shared/common.json": A,
      "deep/er/t.json": refTo("../common.json"),
      "deep/common.json": A,
    });
    const home = dirname(dirname(file));
    const resultsOf = (path: string) => toDescriptor(loadService(join(home, path))).$defs;
    symlinkSync("../deep/er/t.json", join(home, "mine/link.json"));
    symlinkSync("deep/er", join(home, "folder"));
    symlinkSync("../shared/a.json", join(home, "mine/a.json"));
    for (const path of ["mine/link.json", "folder/t.json"])
      assert.deepEqual(resultsOf(path), { Common: A }, path);
    assert.deepEqual(resultsOf("mine/s.json")?.Common, A);
    // By its name here, and by that of the folder it is in: one file is one type.
    const both = { properties: { a: { $ref: "a.json" }, b: { $ref: "../shared/a.json" } } };
    writeFileSync(
      join(home, "mine/both.json"),
      JSON.stringify({ ...SMALLEST, methods: { m: { result: both } } }),
    );
    assert.deepEqual(Object.keys(resultsOf("mine/both.json") ?? {}), ["A", "Common"]);
  });

  it("leads by a link to what has an address of its own, as its folder has", () => {
    const file = written({
      "s.json": refTo("https://example.com/schemas/a.json"),
      "shared/a.json": { properties: { common: { $ref: "common.json" } } },
      "shared/common.json": A,
    });
    const home = dirname(file);
    symlinkSync("shared", join(home, "linked"));
    const resources = { "https://example.com/schemas/": join(home, "linked") };
    const { $defs } = toDescriptor(loadService(file, { resources }));
    assert.deepEqual($defs?.Common, A);
  });

  it("reaches a whole file", () => {
    assert.deepEqual(
      resolved("a-thing.schema.json", {}, { "a-thing.schema.json": { ...A, $id: "urn:x", $schema: "y" } }),
      {
        result: { $ref: "#/$defs/AThing" },
        $defs: { AThing: A },
      },
    );
  });

  it("reaches a schema by its anchor, here and in other files", () => {
    const $defs = {
      X: { properties: { const: { ...A, $anchor: "a.1" } } },
      Y: { const: { $anchor: "a.1" } },
    };
    assert.deepEqual(resolved("#a.1", { $defs }).$defs?.XConst, A);
    const file = { $defs: { P: { $anchor: "p", ...B } } };
    assert.deepEqual(resolved("f.json#p", {}, { "f.json": file }).$defs, { P: B });
    const twice = { X: { $anchor: "a" }, Y: { $anchor: "a" } };
    assert.deepEqual(mistakes(refTo("#a", { $defs: twice })), [
      `${AT} "#a" leads to /$defs/X and /$defs/Y; rename an anchor`,
    ]);
  });

  it("is relative to the $id around it, and reaches what has one", () => {
    const $defs = {
      A: B,
      X: {
        $id: "https://example.com/x/",
        $ref: "y",
        $defs: { A, Y: { $id: "y", items: { $ref: "#/$defs/Z" }, $defs: { Z: { $ref: "./#/$defs/A" } } } },
      },
    };
    assert.deepEqual(resolved("https://example.com/x/", { $defs }), {
      result: { $ref: "#/$defs/X" },
      $defs: {
        A: B,
        X: { $ref: "#/$defs/Y" },
        Y: { items: { $ref: "#/$defs/Z" } },
        Z: { $ref: "#/$defs/SA" },
        SA: A,
      },
    });
  });

  it("reaches a file by the address it has in itself, whoever reads it first", () => {
    const others = { "a.json": { $id: "https://example.com/a", items: { $ref: "https://example.com/a" } } };
    const methods = { m: { result: { $ref: "https://example.com/a" } }, n: { result: { $ref: "a.json" } } };
    assert.deepEqual(toDescriptor(load({ ...SMALLEST, methods }, others)).$defs, {
      A: { items: { $ref: "#/$defs/A" } },
    });
  });

  it("reaches files that are named for an address", () => {
    const others = { "far/a.json": { items: { $ref: "sub/b" } }, "far/sub/b": A, "c.json": B };
    const methods = {
      m: { result: { $ref: "https://example.com/s/a.json" } },
      n: { result: { $ref: "urn:c" } },
    };
    const file = written({ "s.json": { ...SMALLEST, methods }, ...others });
    const resources = {
      "https://example.com/s/": join(dirname(file), "far/"),
      "urn:c": join(dirname(file), "c.json"),
    };
    assert.deepEqual(toDescriptor(loadService(file, { resources })).$defs, {
      A: { items: { $ref: "#/$defs/B" } },
      B: A,
      C: B,
    });
  });

  it("that is dynamic leads to the outermost anchor of its name, for each way there", () => {
    const list = {
      $id: "list",
      items: { $dynamicRef: "#item" },
      $defs: { item: { $dynamicAnchor: "item" } },
    };
    const listOf = (item: object) => ({
      $id: item === A ? "as" : "bs",
      $ref: "list",
      $defs: { item: { $dynamicAnchor: "item", ...item } },
    });
    const $defs = { List: list, As: listOf(A), Bs: listOf(B) };
    const { $defs: made = {} } = resolved("#/$defs/As", { $defs });
    const itemOf = (name: string) => {
      const schema = made[name] as { items: { $ref: string } };
      return made[schema.items.$ref.replace("#/$defs/", "")];
    };
    const refOf = (name: string) => (made[name] as { $ref: string }).$ref.replace("#/$defs/", "");
    assert.deepEqual([itemOf("List"), itemOf(refOf("As")), itemOf(refOf("Bs"))], [{}, A, B]);
  });

  it("reaches definitions of any name, which get names like theirs", () => {
    const $defs = {
      "a/b": A,
      "": B,
      a_b: { $ref: "#/$defs/a~1b" },
      "été 1%": { $ref: "#/$defs/" },
      日本: {},
    };
    assert.deepEqual(resolved("#/$defs/%C3%A9t%C3%A9%201%25", { $defs }), {
      result: { $ref: "#/$defs/_t__1_" },
      $defs: { SAB: A, S: B, a_b: { $ref: "#/$defs/SAB" }, _t__1_: { $ref: "#/$defs/S" }, __: {} },
    });
  });

  it("reaches any place by pointer, escaped as pointers in URLs are", () => {
    const $defs = { X: { properties: { "a/b ~": A } } };
    assert.deepEqual(resolved("#/$defs/X/properties/a~1b%20~0", { $defs }).result, { $ref: "#/$defs/XAB" });
    assert.deepEqual(
      resolved("#/methods/n/params/0/schema", {
        methods: {
          m: { result: { $ref: "#/methods/n/params/0/schema" } },
          n: { params: [{ name: "p", schema: A }] },
        },
      }).$defs,
      { N_0: A },
    );
  });

  it("may go round in a circle by way of members and items", () => {
    const Node = { type: "object", properties: { next: { $ref: "#/$defs/Node" } } };
    assert.deepEqual(resolved("#/$defs/Node", { $defs: { Node } }).$defs, { Node });
    const others = { "a.json": { items: { $ref: "b.json" } }, "b.json": { items: { $ref: "a.json" } } };
    assert.deepEqual(resolved("a.json", {}, others).$defs, {
      A: { items: { $ref: "#/$defs/B" } },
      B: { items: { $ref: "#/$defs/A" } },
    });
  });

  it("may not go round without end", () => {
    const message = "refers to itself without end; go by a property or an item";
    const $defs = {
      A: { $ref: "#/$defs/B" },
      B: { anyOf: [{ type: "null" }, { $ref: "#/$defs/A" }] },
      C: { $ref: "#/$defs/C" },
      D: { items: {}, allOf: [{ $ref: "#/$defs/A" }] },
    };
    assert.deepEqual(mistakes({ ...SMALLEST, $defs }), [
      `s.json /$defs/A ${message}`,
      `s.json /$defs/B ${message}`,
      `s.json /$defs/C ${message}`,
    ]);
  });

  it("gives schemas of other files names of their own", () => {
    const others = { "other.json": { $defs: { A: B } }, "x/other.json": { $defs: { A: { type: "null" } } } };
    const more = {
      methods: {
        m: { result: { $ref: "#/$defs/A" } },
        n: { result: { $ref: "other.json#/$defs/A" } },
        o: { result: { $ref: "x/other.json#/$defs/A" } },
      },
      $defs: { A },
    };
    assert.deepEqual(toDescriptor(load({ ...SMALLEST, ...more }, others)).$defs, {
      A,
      OtherA: B,
      OtherA2: { type: "null" },
    });
  });

  it("is one place by whatever path", () => {
    const $defs = { A, B: { $ref: "./s.json#/$defs/A" }, C: { $ref: "x/../s.json#/$defs/A" } };
    assert.deepEqual(toDescriptor(load({ ...SMALLEST, $defs })).$defs, {
      A,
      B: { $ref: "#/$defs/A" },
      C: { $ref: "#/$defs/A" },
    });
  });

  it("is one place however the definition's own path is written", () => {
    const $defs = { A, B: { $ref: "s.json#/$defs/A" } };
    const file = written({ "s.json": { ...SMALLEST, $defs } }).replace("/s.json", "/./s.json");
    assert.deepEqual(toDescriptor(loadService(file)).$defs, { A, B: { $ref: "#/$defs/A" } });
  });

  it("leaves alone what only looks like one", () => {
    const schema = { const: { $ref: "x" }, enum: [{ $ref: "x" }], properties: { $ref: A } };
    assert.deepEqual(resolved("#/$defs/X", { $defs: { X: schema } }).$defs, { X: schema });
  });

  it("keeps what stands beside it", () => {
    const X = { $ref: "#/$defs/A", description: "d" };
    assert.deepEqual(resolved("#/$defs/X", { $defs: { X, A } }).$defs, { X, A });
  });

  it("that leads nowhere is reported where it stands", () => {
    for (const [ref, message] of [
      ["#/$defs/B", '"#/$defs/B" leads nowhere: s.json has no /$defs/B'],
      ["#/$defs/toString", '"#/$defs/toString" leads nowhere: s.json has no /$defs/toString'],
      ["#anchor", '"#anchor" leads nowhere: s.json has no "$anchor": "anchor"'],
      ["#/%zz", '"#/%zz" holds a bad % escape'],
      ["/etc/passwd", `"/etc/passwd" ${UNKNOWN}`],
      ["https://x/y#/z", `"https://x/y#/z" ${UNKNOWN}`],
      ["file:x.json", `"file:x.json" ${UNKNOWN}`],
      ["#/methods", '"#/methods" leads to what is no schema'],
      ["#", '"#" leads to what is no schema'],
    ] as const) {
      assert.deepEqual(mistakes(refTo(ref, { $defs: { A } })), [`${AT} ${message}`], ref);
    }
  });

  it("of a schema that was pasted into a definition is told to need an $id", () => {
    const pasted = { properties: { a: { $ref: "#/$defs/A" } }, $defs: { A } };
    const at = "/methods/m/params/0/schema";
    const withSchema = (schema: object) => ({
      ...SMALLEST,
      methods: { m: { params: [{ name: "p", schema }] } },
    });
    assert.deepEqual(mistakes(withSchema(pasted)), [
      `s.json ${at}/properties/a/$ref "#/$defs/A" leads nowhere: s.json has no /$defs/A; the schema at ${at} has: give that one an "$id" of any name, and its refs begin there`,
    ]);
    assert.deepEqual(mistakes(withSchema({ $id: "pasted", ...pasted })), []);
  });

  it("to a bad file has the file reported, and itself", () => {
    assert.deepEqual(mistakes(refTo("no.json")), [
      "no.json  no such file",
      `${AT} "no.json" leads to a file that cannot be read: no.json`,
    ]);
    assert.deepEqual(
      mistakes(refTo("x/bad.json"), { "x/bad.json": "{" })[0],
      "x/bad.json  is not JSON: expected a key in double quotes at 1:2",
    );
  });

  it("has what it reaches in another file checked, and nothing else there", () => {
    const others = {
      "o.json": {
        whatever: "strin",
        $defs: { A: { type: "strin", items: { $ref: "#/$defs/B" } }, B: { pattern: "(" }, C: { type: 1 } },
      },
    };
    assert.deepEqual(mistakes(refTo("o.json#/$defs/A"), others), [
      'o.json /$defs/A/type must be one of "string", "integer", "number", "boolean", "object", "array", "null"; did you mean "string"?',
      "o.json /$defs/B/pattern is no regular expression: Unterminated group",
    ]);
  });

  it("may lead on to thousands of others", () => {
    const length = 4000;
    const $defs = Object.fromEntries(
      Array.from({ length }, (_, index) => {
        const next = { $ref: `#/$defs/T${(index + 1) % length}` };
        const judged = index === 0 ? { not: { required: ["other"], properties: { other: next } } } : {};
        return [`T${index}`, { type: "object", properties: { next }, ...judged }];
      }),
    );
    assert.deepEqual(mistakes(refTo("#/$defs/T0", { $defs })), []);
  });
});
