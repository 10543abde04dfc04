import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { describe, it } from "node:test";
import { isDeepStrictEqual } from "node:util";
import type { AnySchema, Options, ValidateFunction } from "ajv";
import { asyncApiDocument } from "../../../../generator/export/async-api.js";
import { documentText } from "../../../../generator/export/document.js";
import { jsonSchemaDocument } from "../../../../generator/export/json-schema.js";
import { draft7 } from "../../../../generator/export/older-schema.js";
import { openRpcDocument } from "../../../../generator/export/open-rpc.js";
import { importOpenRpc } from "../../../../generator/import/json-schema/import-open-rpc.js";
import { nestedObjects } from "../../../../generator/program-types/nested-objects.js";
import { parseJson } from "../../../../src/json/json.js";
import { itemsOf, type JsonObject, memberOf } from "../../../../src/json/json-object.js";
import { load, SMALLEST } from "../../definition/definition-file.js";
import { FIXTURES, fixtureService } from "../fixtures.js";
import { modelOf } from "../program-of.js";

const require = createRequire(import.meta.url);
type Ajv = new (
  options: Options,
) => { addSchema(schema: AnySchema, key?: string): void; compile(schema: AnySchema): ValidateFunction };
const Draft7 = (require("ajv") as { default: Ajv }).default;
const Draft2020 = (require("ajv/dist/2020.js") as { default: Ajv }).default;
const addFormats = require("ajv-formats") as { default: (ajv: unknown) => void };

const BY = "Written by oslo-gen 0.0.0 from x.json. Do not edit.";

/** What tells whether a schema is one; ajv alone would compile it once more for each validator. */
const metaschemas = new Map(
  (
    [
      [Draft7, "http://json-schema.org/draft-07/schema"],
      [Draft2020, "https://json-schema.org/draft/2020-12/schema"],
    ] as const
  ).map(([Class, $ref]) => [Class, compiled(Class, { $ref }, {}, { meta: true })]),
);

/** A validator of a right schema, with others by the names that it has for them. */
function validator(
  Class: Ajv,
  schema: AnySchema,
  others: Readonly<Record<string, AnySchema>> = {},
  options: Options = {},
): ValidateFunction {
  accepted(metaschemas.get(Class) ?? assert.fail(), schema);
  return compiled(Class, schema, others, options);
}

function compiled(
  Class: Ajv,
  schema: AnySchema,
  others: Readonly<Record<string, AnySchema>> = {},
  options: Options = {},
): ValidateFunction {
  const quick = { inlineRefs: false, validateSchema: false, meta: false, code: { optimize: false } };
  const ajv = new Class({ strict: false, allErrors: true, ...quick, ...options });
  addFormats.default(ajv);
  for (const [name, other] of Object.entries(others)) ajv.addSchema(other, name);
  return ajv.compile(schema);
}

/** What a program that reads the file gets; numbers beyond a double are rounded there, as by any reader of JSON. */
function read(document: object): JsonObject {
  return JSON.parse(documentText(document)) as JsonObject;
}

function accepted(validate: ValidateFunction, document: unknown): void {
  const isRight = validate(document);
  assert.ok(isRight, JSON.stringify(validate.errors?.slice(0, 5)));
}

const models = FIXTURES.map((file) => [basename(file, ".json"), fixtureService(file)] as const);
const [, orders] = models.find(([name]) => name === "orders") ?? models[0] ?? assert.fail();

describe("exported OpenRPC", () => {
  const { openrpcDocument } = require("@open-rpc/meta-schema") as { openrpcDocument: JsonObject };
  // Both name each other as what they are judged by.
  const { $schema: _, ...format } = openrpcDocument;
  const {
    $id: _id,
    $schema: _schema,
    ...schemas
  } = require("@json-schema-tools/meta-schema/schema.json") as JsonObject;
  const names = ["https://meta.json-schema.tools", "https://meta.json-schema.tools/"];
  const validate = validator(Draft7, format, Object.fromEntries(names.map((name) => [name, schemas])));

  for (const [name, model] of models)
    it(`is right by the format's own schema: ${name}`, () =>
      accepted(validate, read(openRpcDocument(model, BY))));

  it("would be wrong with a method that has no parameters", () => {
    const { methods, ...others } = read(openRpcDocument(orders, BY));
    assert.equal(validate({ ...others, methods: itemsOf(methods).map(() => ({ name: "place" })) }), false);
  });

  it("says of a method what the definition does", () => {
    const { methods } = read(openRpcDocument(orders, BY)) as { methods: readonly JsonObject[] };
    const [place = {}, , , forget = {}] = methods;
    const params = itemsOf(place.params).map((param) =>
      ["name", "required", "x-since"].map((key) => memberOf(param, key)),
    );
    assert.deepEqual(
      [params[0], params[4]],
      [
        ["order", true, undefined],
        ["express", false, "1.2"],
      ],
    );
    assert.deepEqual(memberOf(place.result, "schema"), { $ref: "#/components/schemas/Placed" });
    assert.equal(memberOf(itemsOf(place.errors)[0], "message"), "There are not so many left.");
    assert.deepEqual([forget.result, forget["x-oslo"]], [undefined, { kind: "cast", since: "1.0" }]);
  });

  it("is what import makes the same methods of", () => {
    const document = read(openRpcDocument(orders, BY));
    const { definition } = importOpenRpc("orders.openrpc.json", document, { topic: "orders" });
    const { methods } = definition as unknown as {
      methods: Record<string, { params?: readonly JsonObject[] }>;
    };
    for (const method of orders.methods)
      assert.deepEqual(
        (methods[method.name]?.params ?? []).map(({ name, required = true }) => [name, required]),
        method.params.map(({ name, required, wasRequired }) => [name, required || wasRequired]),
      );
  });
});

describe("exported AsyncAPI", () => {
  const validate = compiled(Draft7, require("@asyncapi/specs/schemas/3.1.0.json") as JsonObject);

  for (const [name, model] of models) {
    it(`is right by the format's own schema, and each ref leads somewhere: ${name}`, () => {
      const document = read(asyncApiDocument(model, BY));
      accepted(validate, document);
      for (const [, ref = ""] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]*)"/g)) {
        const target = ref
          .split("/")
          .reduce<unknown>((found, part) => (found as JsonObject | undefined)?.[part], document);
        assert.notEqual(target, undefined, ref);
      }
    });
  }

  it("would be wrong with another binding", () => {
    const text = documentText(asyncApiDocument(orders, BY)).replace('"is": "routingKey"', '"is": "topic"');
    assert.equal(validate(JSON.parse(text)), false);
  });

  it("shows requests of the version that takes their arguments", () => {
    const params = [
      { name: "a", schema: { type: "integer" }, earlier: [{ until: "1.1", schema: { type: "string" } }] },
      { name: "old", schema: {}, required: false, until: "1.1" },
      { name: "more", schema: {}, required: false, since: "1.3" },
    ];
    const given = [{ a: "x" }, { a: 1 }, { a: "x", old: 1 }, { a: 1, more: 1 }];
    const examples = given.map((args, index) => ({ name: `${index}`, arguments: args }));
    const model = load({ ...SMALLEST, version: "1.3", methods: { m: { params, examples } } });
    const { components } = read(asyncApiDocument(model, BY)) as { components: { messages: JsonObject } };
    const shown = memberOf(components.messages["m.request"], "examples") as readonly JsonObject[];
    const contents = shown.map(({ payload }) => JSON.parse(String(memberOf(payload, "oslo.message"))));
    assert.deepEqual(
      contents.map(({ version }) => version),
      ["1.0", "1.2", "1.0", "1.3"],
    );
  });

  it("has the exchange and the routing keys that oslo.messaging uses", () => {
    const { channels } = read(asyncApiDocument(orders, BY)) as { channels: Record<string, JsonObject> };
    const exchange = { name: "shop", type: "topic", durable: false, autoDelete: false };
    const amqp = { is: "routingKey", exchange, bindingVersion: "0.3.0" };
    assert.deepEqual([channels.requests?.address, channels.requests?.bindings], ["orders", { amqp }]);
    assert.deepEqual(channels["notifications.error"]?.address, "notifications.error");
  });
});

describe("exported JSON Schema", () => {
  const validate = metaschemas.get(Draft2020) ?? assert.fail();

  for (const [name, model] of models)
    it(`is one by the metaschema: ${name}`, () => accepted(validate, read(jsonSchemaDocument(model, BY))));

  it("checks arguments and results", () => {
    const document = read(jsonSchemaDocument(orders, BY));
    const check = validator(Draft2020, { ...document, $ref: "#/$defs/place.arguments" });
    accepted(check, { order: { id: "o-1", amount: 1 }, from: "ada" });
    assert.equal(check({ order: { id: "o-1", amount: 1 } }), false);
    assert.equal(check({ order: { id: "o-1", amount: 0 }, from: "ada" }), false);
  });

  it("keeps integers of any size", () => {
    const document = jsonSchemaDocument(
      { ...orders, $defs: [{ name: "Big", typeName: "Big", schema: { const: 2n ** 70n } }] },
      BY,
    );
    const { $defs } = parseJson(documentText(document)) as { $defs: { Big: { const: unknown } } };
    assert.equal($defs.Big.const, 2n ** 70n);
  });
});

describe("what only definitions of oslo-rpc have", () => {
  const [, versioned] = models.find(([name]) => name === "versioned") ?? assert.fail();
  const documents = [openRpcDocument, asyncApiDocument, jsonSchemaDocument];
  const flavor = {
    "nova_object.name": "Flavor",
    "nova_object.namespace": "nova",
    "nova_object.version": "1.1",
    "nova_object.data": { id: 1 },
  };
  const instance = {
    "nova_object.name": "Instance",
    "nova_object.namespace": "nova",
    "nova_object.version": "2.8",
    "nova_object.data": { uuid: "2f1e0a52-8d4e-4d5c-9d2e-0a1b2c3d4e5f", flavor },
    "nova_object.changes": ["flavor"],
  };
  const wrong = [
    { ...instance, "nova_object.name": "Flavor" },
    { ...instance, "nova_object.version": "2.9" },
    { ...instance, "nova_object.data": { flavor } },
    { ...instance, "nova_object.data": { ...instance["nova_object.data"], flavor: { id: 1 } } },
    instance["nova_object.data"],
  ];

  it("is no keyword of an exported schema", () => {
    for (const [name, model] of models)
      for (const document of documents)
        assert.doesNotMatch(documentText(document(model, BY)), /"versionedObject":/, name);
  });

  it("is the form that travels, of versioned objects", () => {
    const strict = { strict: true, strictTypes: false, formats: { int64: true } } as const;
    const checks = [
      validator(
        Draft2020,
        { ...read(jsonSchemaDocument(versioned, BY)), $ref: "#/$defs/Instance" },
        {},
        strict,
      ),
      ...[openRpcDocument, asyncApiDocument].map((document) => {
        const { components } = read(document(versioned, BY));
        return validator(Draft7, { components, $ref: "#/components/schemas/Instance" });
      }),
    ];
    for (const check of checks) {
      accepted(check, instance);
      for (const value of wrong) assert.equal(check(value), false, JSON.stringify(value));
    }
  });

  it("is named beside the schema where a format has extensions", () => {
    for (const document of [openRpcDocument, asyncApiDocument]) {
      const { components } = read(document(versioned, BY)) as { components: { schemas: JsonObject } };
      assert.deepEqual(memberOf(components.schemas.Instance, "x-versioned-object"), {
        name: "Instance",
        namespace: "nova",
        version: "2.8",
        prefix: "nova_object",
        since: { host: "2.3" },
      });
    }
  });

  const requestOf = (name: string): JsonObject => {
    const { components } = read(asyncApiDocument(orders, BY)) as { components: { messages: JsonObject } };
    const payload = memberOf(components.messages[`${name}.request`], "payload");
    const message = memberOf(memberOf(payload, "properties"), "oslo.message");
    return memberOf(message, "x-content-schema") as JsonObject;
  };

  it("is a request with or without a way to reply, of methods that are both called and cast", () => {
    const { methods } = read(openRpcDocument(orders, BY)) as { methods: readonly JsonObject[] };
    const restock = methods.find(({ name }) => name === "restock");
    assert.deepEqual(
      [memberOf(restock?.result, "schema"), memberOf(restock?.["x-oslo"], "kind")],
      [{ type: "integer" }, "both"],
    );
    const { operations } = read(asyncApiDocument(orders, BY)) as { operations: JsonObject };
    assert.notEqual(memberOf(operations.restock, "reply"), undefined);
    const check = validator(Draft7, requestOf("restock"));
    const cast = { method: "restock", args: { amount: 1 }, namespace: "shop", version: "1.2" };
    accepted(check, cast);
    accepted(check, { ...cast, _msg_id: "1", _reply_q: "reply_1" });
    assert.equal(check({ ...cast, args: {} }), false);
    const called = validator(Draft7, requestOf("lookup"));
    assert.equal(called({ ...cast, method: "lookup", args: { id: "o-1" } }), false);
    const { $defs } = read(jsonSchemaDocument(orders, BY)) as { $defs: JsonObject };
    assert.deepEqual($defs["restock.result"], { type: "integer" });
  });

  it("is what each further argument has to fit", () => {
    const { methods } = read(openRpcDocument(orders, BY)) as { methods: readonly JsonObject[] };
    const label = methods.find(({ name }) => name === "label");
    assert.deepEqual(memberOf(label?.["x-oslo"], "additionalParams"), { type: ["string", "integer"] });
    const document = read(jsonSchemaDocument(orders, BY));
    const check = validator(Draft2020, { ...document, $ref: "#/$defs/label.arguments" });
    const request = validator(Draft7, requestOf("label"));
    const call = { method: "label", _msg_id: "1", _reply_q: "reply_1" };
    for (const [args, fits] of [
      [{ id: "o-1", size: 4, shelf: "top" }, true],
      [{ id: "o-1", size: true }, false],
      [{ size: 4 }, false],
    ] as const) {
      assert.equal(check(args), fits, JSON.stringify(args));
      assert.equal(request({ ...call, args }), fits, JSON.stringify(args));
    }
  });
});

describe("texts that programs may have as octets, times and decimals", () => {
  const typed = { oneOf: [{ $ref: "#/$defs/Data" }, { type: "null" }] };
  const schemas = {
    data: { type: "string", contentEncoding: "base64" },
    link: { type: ["string", "null"], contentEncoding: "base64url", contentMediaType: "image/png" },
    price: { type: "string", format: "oslo-decimal" },
    at: { type: "string", format: "oslo-date-time" },
  };
  const parts = {
    params: Object.values(schemas),
    result: { type: "object", properties: { ...schemas, typed } },
    $defs: { Data: { type: "string", contentEncoding: "base64", maxLength: 8 } },
  };
  const model = modelOf(parts);

  for (const [name, document] of [
    ["OpenRPC", openRpcDocument],
    ["AsyncAPI", asyncApiDocument],
    ["JSON Schema", jsonSchemaDocument],
  ] as const) {
    it(`say so in exported ${name} as in the definition`, () => {
      const found = [...nestedObjects(read(document(model, BY)))];
      const written = (schema: object) => found.filter((each) => isDeepStrictEqual(each, schema)).length;
      for (const schema of Object.values(schemas)) assert.ok(written(schema) >= 2, JSON.stringify(schema));
      assert.ok(written(parts.$defs.Data) >= 1);
    });
  }
});

describe("a schema of draft 7", () => {
  it("takes all that the younger one does, and says the same where it can", () => {
    assert.deepEqual(draft7({ $ref: "#/$defs/A" }, "#/d/"), { $ref: "#/d/A" });
    assert.deepEqual(draft7({ $ref: "#/$defs/A", minLength: 1 }, "#/d/"), {
      minLength: 1,
      allOf: [{ $ref: "#/d/A" }],
      "x-oslo": { $ref: "#/d/A" },
    });
    assert.deepEqual(draft7({ prefixItems: [true], items: false, unevaluatedItems: false }, ""), {
      items: [true],
      additionalItems: false,
      "x-oslo": { unevaluatedItems: false },
    });
    assert.deepEqual(draft7({ contains: {}, minContains: 0 }, ""), {
      "x-oslo": { contains: {}, minContains: 0 },
    });
    assert.deepEqual(draft7({ dependentRequired: { a: ["b"] }, dependentSchemas: { a: {}, c: false } }, ""), {
      dependencies: { a: { allOf: [{ required: ["b"] }, {}] }, c: false },
      "x-oslo": { dependentRequired: { a: ["b"] }, dependentSchemas: { a: {}, c: false } },
    });
  });
});
