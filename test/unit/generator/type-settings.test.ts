import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { emitService } from "../../../generator/emit/service-files.js";
import { DEFAULT_TYPES, type TypeSettings } from "../../../generator/emit/type-settings.js";
import { loadService } from "../../../src/definition/load-service.js";

const text = { type: "string" };
const readOnly = { type: "string", readOnly: true };
const writeOnly = { type: "string", writeOnly: true };

interface Parts {
  readonly param?: unknown;
  readonly result?: unknown;
  readonly payload?: unknown;
  readonly $defs?: object;
}

/** The generated text of a service, with its blanks made one. */
function generated(
  settings: Partial<TypeSettings>,
  { param = true, result = true, payload = true, $defs = {} }: Parts,
) {
  const definition = {
    service: "S",
    topic: "t",
    version: "1.0",
    methods: { m: { params: [{ name: "p", schema: param }], result } },
    notifications: { e: { payload } },
    $defs,
  };
  const model = loadService("s.json", { readFile: () => Buffer.from(JSON.stringify(definition)) });
  const types = { ...DEFAULT_TYPES, ...settings };
  const files = emitService(model, { version: "0.0.0", sourceFile: "s.json", importExtension: "js", types });
  return files
    .filter(({ name }) => name !== "descriptor.ts")
    .map((file) => file.text)
    .join("\n")
    .replaceAll(/\s+/g, " ");
}

describe("the types of open objects", () => {
  const Thing = { type: "object", properties: { a: text } };
  const typeOf = (schema: object, openObjects: TypeSettings["openObjects"]) =>
    /interface Thing \{(.*?)\}/.exec(generated({ openObjects }, { $defs: { Thing: schema } }))?.[1]?.trim();

  it("have the members that they name, or any others as well", () => {
    assert.equal(typeOf(Thing, "named"), "a?: string;");
    assert.equal(typeOf(Thing, "any"), "a?: string; [name: string]: unknown;");
  });

  it("are those of what may have no others, or says which, all the same", () => {
    for (const openObjects of ["named", "any"] as const) {
      assert.equal(typeOf({ ...Thing, additionalProperties: false }, openObjects), "a?: string;");
      assert.equal(typeOf({ ...Thing, unevaluatedProperties: false }, openObjects), "a?: string;");
      const open = "a?: string; [name: string]: unknown;";
      assert.equal(typeOf({ ...Thing, additionalProperties: true }, openObjects), open);
    }
  });

  it("have no other members where they are fields of a versioned object", () => {
    const versionedObject = { name: "O", namespace: "n", version: "1.0" };
    const code = generated(
      { openObjects: "any" },
      { $defs: { O: { versionedObject, properties: { a: text } } } },
    );
    assert.match(code, /interface O extends VersionedObject \{ a\?: string; \}/);
  });
});

describe("members that go one way", () => {
  const Thing = {
    type: "object",
    properties: { id: readOnly, key: { ...readOnly, description: "Needed." }, secret: writeOnly, name: text },
    required: ["key"],
  };
  const List = {
    type: "object",
    properties: { things: { type: "array", items: { $ref: "#/$defs/Thing" } } },
  };
  const ref = (name: string) => ({ $ref: `#/$defs/${name}` });

  it("are in one type for both ways unless they are split", () => {
    const code = generated({}, { param: ref("Thing"), result: ref("Thing"), $defs: { Thing } });
    assert.match(code, /m\(p: Thing\): Promise<Thing>/);
    assert.doesNotMatch(code, /ThingInput/);
  });

  it("are left out of the type that goes the other way, but for those that are required", () => {
    const split = { oneWayMembers: "split" } as const;
    const code = generated(split, {
      param: ref("Thing"),
      result: ref("Thing"),
      payload: ref("Thing"),
      $defs: { Thing },
    });
    assert.match(code, /m\(p: ThingInput\): Promise<Thing>/);
    assert.match(code, /abstract m\(ctx: RequestContext, p: ThingInput\)/);
    assert.match(code, /e\(payload: Thing,/);
    assert.match(
      code,
      /interface Thing \{ readonly id\?: string; (.*?)readonly key: string; name\?: string; \}/,
    );
    assert.match(
      code,
      /interface ThingInput \{ (.*?)readonly key: string; secret\?: string; name\?: string; \}/,
    );
  });

  it("split also what refers to them, and nothing else", () => {
    const $defs = {
      Thing,
      List,
      Other: { type: "object", properties: { a: text } },
      ListInput: { type: "integer" },
    };
    const code = generated(
      { oneWayMembers: "split" },
      { param: { type: "array", items: ref("List") }, result: ref("Other"), $defs },
    );
    assert.match(code, /m\(p: ListInput_\[\]\): Promise<Other>/);
    assert.match(code, /interface ListInput_ \{ things\?: ThingInput\[\]; \}/);
    assert.match(code, /interface List \{ things\?: Thing\[\]; \}/);
    assert.doesNotMatch(code, /OtherInput/);
  });

  const left: Readonly<Record<string, [object, string]>> = {
    "the last one": [{ properties: { id: readOnly } }, "Record<string, unknown>"],
    "the last one of a closed object": [
      { properties: { id: readOnly }, additionalProperties: false },
      "Record<string, unknown>",
    ],
    "one beside others of another type": [
      { properties: { id: readOnly }, additionalProperties: { type: "integer" } },
      "Record<string, unknown>",
    ],
    "one that a definition says it of": [
      { properties: { id: ref("Id"), n: { type: "integer" } }, additionalProperties: false },
      "{ n?: number }",
    ],
  };
  for (const [what, [schema, expected]] of Object.entries(left)) {
    it(`leave a type that holds what is checked: ${what}`, () => {
      const $defs = { Id: readOnly, T: { type: "object", ...schema } };
      const code = generated({ oneWayMembers: "split" }, { param: ref("T"), $defs });
      const found = /(?:type TInput = (.*?);|interface TInput (\{.*?\}))/.exec(code);
      assert.equal((found?.[1] ?? found?.[2])?.replace("; }", " }"), expected);
    });
  }
});
