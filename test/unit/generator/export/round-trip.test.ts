import assert from "node:assert/strict";
import { basename, dirname, join } from "node:path";
import { describe, it } from "node:test";
import { documentText } from "../../../../generator/export/document.js";
import { openRpcDocument } from "../../../../generator/export/open-rpc.js";
import { importOpenRpc } from "../../../../generator/import/json-schema/import-open-rpc.js";
import { loadService } from "../../../../src/definition/load-service.js";
import type { ServiceModel } from "../../../../src/definition/model.js";
import { parseJson, stringifyJson } from "../../../../src/json/json.js";
import { isJsonObject, type JsonObject } from "../../../../src/json/json-object.js";
import { load } from "../../definition/definition-file.js";
import { FIXTURES, fixtureService, ROOT } from "../fixtures.js";

/** The definition that an import makes of an exported document, as a model. */
function roundTrip(model: ServiceModel): { readonly model: ServiceModel; readonly notes: readonly string[] } {
  const document = parseJson(documentText(openRpcDocument(model, "Written by nobody."))) as JsonObject;
  const { definition, report } = importOpenRpc("x.openrpc.json", document, {});
  const text = Buffer.from(stringifyJson(definition));
  return { model: loadService("x.json", { readFile: () => text }), notes: report.notes };
}

/** A model without its file, and without the words of schemas that only say where others are. */
function comparable({ file: _, ...model }: ServiceModel): unknown {
  return withoutPlaces(model);
}

function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).filter(
    ([name]) => !["$anchor", "$dynamicAnchor", "$id", "$schema"].includes(name),
  );
  return Object.fromEntries(entries.map(([name, member]) => [name, withoutPlaces(member)]));
}

const EXAMPLES = ["nestjs", "fastify"].map((name) => join(ROOT, "examples", name, "schemas/greeter.json"));

/** Has what draft 7 and OpenRPC have no place for, and what they say in another way. */
const RARE = {
  service: "a-service.of_ours",
  topic: "t",
  additionalTopics: ["u"],
  controlExchange: "x",
  namespace: "n",
  version: "2.3",
  methods: {
    m: {
      kind: "both",
      params: [
        { name: "old", schema: {}, until: "2.1" },
        { name: "opt", schema: { type: "integer" }, required: false, until: "2.1" },
        { name: "more", schema: {}, required: false, since: "2.2", deprecated: true },
      ],
      timeout: 5,
      callMonitorTimeout: 2.5,
      errors: ["Second", "First"],
    },
    c: {
      kind: "cast",
      since: "2.1",
      deprecated: true,
      params: [{ name: "a", schema: { $ref: "#/$defs/A" } }],
    },
  },
  errors: {
    Unused: { module: "m", description: "Nobody raises it." },
    First: { module: "m.n" },
    Second: { module: "m", description: "d", kwargs: { type: "object" } },
  },
  notifications: {
    "a.b": {
      description: "d",
      deprecated: true,
      priority: ["warn", "error"],
      payload: { $ref: "#/$defs/A", description: "own", deprecated: true },
      examples: [{ name: "p", payload: {} }],
    },
  },
  $defs: {
    A: {
      type: "object",
      properties: { p: { type: "array", contains: { const: 1 }, minContains: 0, maxContains: 3 } },
      dependentRequired: { p: ["q"], r: ["s"] },
      dependentSchemas: { p: { required: ["t"] } },
      unevaluatedProperties: { $ref: "#/$defs/B", readOnly: true },
      "x-own": { a: 1 },
      annotation: [1],
    },
    B: {
      $ref: "#/$defs/C",
      allOf: [{ minLength: 1 }, { $ref: "#/$defs/C" }],
      $comment: "c",
    },
    C: {
      prefixItems: [{ type: "string" }],
      items: false,
      unevaluatedItems: false,
      type: ["array", "string"],
    },
    D: { allOf: [{ $ref: "#/$defs/C" }], deprecated: true },
  },
};

describe("a definition that goes to OpenRPC and back", () => {
  for (const file of [...FIXTURES, ...EXAMPLES])
    it(`is the same: ${basename(dirname(file))}/${basename(file)}`, () => {
      const model = fixtureService(file);
      const { model: back, notes } = roundTrip(model);
      assert.deepEqual(notes, []);
      assert.deepEqual(comparable(back), comparable(model));
    });

  it("is the same with all that OpenRPC has no place for", () => {
    const model = load(RARE);
    const { model: back, notes } = roundTrip(model);
    assert.deepEqual(notes, []);
    assert.deepEqual(comparable(back), comparable(model));
    assert.deepEqual(Object.keys(openRpcDocument(model, "")).includes("x-oslo"), true);
  });

  it("is the same with its examples", () => {
    const model = load({
      service: "S",
      topic: "t",
      version: "1.0",
      methods: {
        further: {
          params: [{ name: "first", schema: {}, required: false }],
          additionalParams: {},
          examples: [
            { name: "further arguments alone", arguments: { extra: 1, other: null } },
            { name: "both", arguments: { extra: 1, first: 2 } },
            { name: "none" },
          ],
        },
        any: { kind: "both", additionalParams: {}, examples: [{ name: "one", arguments: { z: "AA==" } }] },
        nothing: {
          result: { type: "null", description: "always" },
          examples: [{ name: "null", result: null }],
        },
        silent: { examples: [{ name: "no result" }] },
        names: {
          examples: [
            { name: "x".repeat(100) },
            { name: `${"x".repeat(89)}\u{1f600}` },
            { name: "two  blanks " },
            { name: " \u00a0a" },
          ],
        },
      },
    });
    const { model: back, notes } = roundTrip(model);
    assert.deepEqual(notes, []);
    assert.deepEqual(comparable(back), comparable(model));
  });

  it("keeps what a person names on the command line", () => {
    const document = JSON.parse(documentText(openRpcDocument(load(RARE), ""))) as JsonObject;
    const { definition } = importOpenRpc("x.json", document, { topic: "v", exchange: "e", service: "S" });
    assert.deepEqual(
      ["service", "topic", "exchange", "controlExchange", "namespace"].map((name) => definition[name]),
      ["S", "v", "e", undefined, "n"],
    );
  });
});

describe("examples of an OpenRPC document of somebody else", () => {
  const imported = (examples: readonly unknown[], more: object = {}) =>
    importOpenRpc(
      "pets.json",
      {
        openrpc: "1.2.6",
        info: { title: "pets", version: "1.0" },
        methods: [
          {
            name: "get",
            params: [
              { name: "id", required: true, schema: { type: "integer" } },
              { name: "all", schema: { type: "boolean" } },
            ],
            result: { name: "pet", schema: { type: "string" } },
            examples,
          },
        ],
        ...more,
      } as unknown as JsonObject,
      {},
    );
  const examplesOf = (service: ReturnType<typeof imported>) =>
    (service.definition as unknown as { methods: { get: { examples?: unknown } } }).methods.get.examples;

  it("are read by name or by place, through refs, and under names of their own", () => {
    const service = imported(
      [
        { name: "one", params: [{ name: "id", value: 1 }], result: { name: "r", value: "rex" } },
        {
          name: "one",
          params: [{ name: "first", value: 2 }, { value: true }],
          result: { $ref: "#/components/examples/r" },
        },
        { $ref: "#/components/examplePairingObjects/p" },
      ],
      {
        components: {
          examples: { r: { value: "tom" } },
          examplePairingObjects: { p: { summary: "s", params: [{ value: 3 }], result: { value: "kit" } } },
        },
      },
    );
    assert.deepEqual(examplesOf(service), [
      { name: "one", arguments: { id: 1 }, result: "rex" },
      { name: "one 2", arguments: { id: 2, all: true }, result: "tom" },
      { name: "example 3", description: "s", arguments: { id: 3 }, result: "kit" },
    ]);
  });

  it("are read by name where the document says so, and then only by it", () => {
    const service = importOpenRpc(
      "pets.json",
      {
        openrpc: "1.3.2",
        info: { title: "pets", version: "1.0" },
        methods: [
          {
            name: "get",
            paramStructure: "by-name",
            params: [{ name: "id", schema: { type: "integer" } }],
            result: { name: "pet", schema: { type: "string" } },
            examples: [
              { name: "e", params: [{ name: "other", value: 1 }], result: { name: "r", value: "" } },
            ],
          },
        ],
      },
      {},
    );
    assert.equal(examplesOf(service), undefined);
    assert.deepEqual(service.report.notes, ["dropped: examples that are no call of their method, 1 in all"]);
  });

  it("have names that a definition may have", () => {
    const long = `${"x".repeat(97)}\u{1f600}\u{1f600}`;
    const result = { value: "rex" };
    const params = [{ value: 1 }];
    const service = imported(["a\n b", long, long, " ", 7].map((name) => ({ name, params, result })));
    const found = examplesOf(service) as readonly { readonly name: string }[];
    assert.deepEqual(
      found.map(({ name }) => name),
      ["a b", `${"x".repeat(97)}\u{1f600}`, `${"x".repeat(97)} 2`, "example 4", "example 5"],
    );
  });

  it("are left out, and counted, where they are no call of the method", () => {
    const service = imported([
      { name: "no result", params: [{ value: 1 }] },
      { name: "wrong", params: [{ value: "1" }], result: { value: "rex" } },
      { name: "right", params: [{ value: 1 }], result: { value: "rex" } },
      { name: "odd", params: 7, result: [] },
      null,
    ]);
    assert.deepEqual(examplesOf(service), [{ name: "right", arguments: { id: 1 }, result: "rex" }]);
    assert.deepEqual(service.report.notes, ["dropped: examples that are no call of their method, 3 in all"]);
    assert.equal(examplesOf(imported([{ params: [] }])), undefined);
  });

  it("is certain of what the export has kept, and guesses of others", () => {
    const { c, m } = RARE.methods;
    const model = load({ ...RARE, methods: { c, m, one: {} } } as unknown as JsonObject);
    const document = parseJson(documentText(openRpcDocument(model, ""))) as JsonObject;
    const told = (read: JsonObject) =>
      importOpenRpc("x.json", read, {}).report.methods.map(({ name, certain, guessed }) => [
        name,
        certain.find((text) => /^(?:call|cast)/.test(text)),
        guessed.find((text) => text.startsWith("cast")),
      ]);
    assert.deepEqual(told(document), [
      ["c", "cast", undefined],
      ["m", "call and cast", undefined],
      ["one", "call", undefined],
    ]);
    const foreign = { openrpc: "1.3.2", info: {}, methods: [{ name: "c", params: [] }] };
    assert.deepEqual(told(foreign), [["c", undefined, "cast (a notification, which has no result)"]]);
  });
});
