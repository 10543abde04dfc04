import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it, test } from "node:test";
import {
  methodName,
  notificationName,
  parameterName,
  serviceName,
  serviceNames,
  typeName,
} from "../../../src/definition/names.js";
import { load, mistakes, SMALLEST } from "./definition-file.js";

describe("names in TypeScript", () => {
  it("are the wire names where these are identifiers", () => {
    for (const name of ["methodA", "instance_uuid", "_x", "$x", "namé", "type", "of", "async"]) {
      assert.equal(methodName(name), name);
      assert.equal(parameterName(name), name);
    }
  });

  it("are made of those that are none", () => {
    for (const [name, expected] of [
      ["do-it", "doIt"],
      ["do it.now", "doItNow"],
      ["1st", "_1st"],
      ["x-\u0149", "x\u0149"],
      ["../../x", "x"],
      ["`;a()//", "a"],
      ['a"];process.exit()//', "aProcessExit"],
    ] as const) {
      assert.equal(methodName(name), expected);
    }
    for (const name of ["-", "...", "\u202e", "\u3164", "\u0430"]) assert.equal(methodName(name), undefined);
  });

  it("get an underscore where they clash", () => {
    const both = "delete class await yield static let arguments eval this null enum package".split(" ");
    for (const name of both) {
      assert.equal(methodName(name), `${name}_`);
      assert.equal(parameterName(name), `${name}_`);
    }
    const members = "prepare invoke named descriptor canSendVersion constructor toString then close".split(
      " ",
    );
    for (const name of [...members, "valueOf", "hasOwnProperty", "__proto__"]) {
      assert.equal(methodName(name), `${name}_`);
    }
    assert.equal(methodName("ctx"), "ctx");
    assert.equal(parameterName("ctx"), "ctx_");
    assert.equal(parameterName("prepare"), "prepare");
    assert.equal(methodName("can-send-version"), "canSendVersion_");
  });

  it("of types are in Pascal case", () => {
    const service = serviceNames("my-service");
    for (const [name, expected] of [
      ["Thing", "Thing"],
      ["thing_list", "ThingList"],
      ["a.b-c", "ABC"],
      ["1", "_1"],
      ["Promise", "Promise_"],
      ["error", "Error_"],
      ["MyServiceClient", "MyServiceClient_"],
      ["my-service", "MyService_"],
    ] as const) {
      assert.equal(typeName(name, service), expected);
    }
    assert.equal(typeName("_", service), undefined);
  });

  it("of a service begin as it is called", () => {
    for (const [name, type, value] of [
      ["MyService", "MyService", "myService"],
      ["my-service", "MyService", "myService"],
      ["HTTPProxy", "HTTPProxy", "httpProxy"],
      ["nova", "Nova", "nova"],
      ["NOVA", "NOVA", "nova"],
      ["v2.api", "V2Api", "v2Api"],
      // Its client would extend a class of its own name, and its class would hide a promise.
      ["service", "Service_", "service"],
      ["Promise", "Promise_", "promise"],
    ] as const) {
      assert.deepEqual(serviceNames(name), { type, value });
    }
  });
});

describe("names of notifications in TypeScript", () => {
  it("are made of the event types, and spare what the classes have already", () => {
    for (const [eventType, expected] of [
      ["thing.created", "thingCreated"],
      ["compute.instance.create.end", "computeInstanceCreateEnd"],
      ["thing_created", "thing_created"],
      ["delete", "delete_"],
      ["emit", "emit_"],
      ["prepare", "prepare_"],
      ["filterRule", "filterRule_"],
      ["constructor", "constructor_"],
      ["...", undefined],
    ] as const) {
      assert.equal(notificationName(eventType), expected);
    }
  });

  it("are refused where two would be one", () => {
    const notifications = { "a.b": { payload: {} }, aB: { payload: {} } };
    assert.deepEqual(mistakes({ ...SMALLEST, notifications }), [
      's.json /notifications/aB "a.b" (/notifications/a.b) and "aB" would both be aB in TypeScript; rename one of the notifications',
    ]);
  });
});

describe("two names that would be one", () => {
  it("are refused, of methods", () => {
    const methods = { "do-it": {}, doIt: {}, delete: {}, delete_: {} };
    assert.deepEqual(mistakes({ ...SMALLEST, methods }), [
      's.json /methods/doIt "do-it" (/methods/do-it) and "doIt" would both be doIt in TypeScript; rename one of the methods',
      's.json /methods/delete_ "delete" (/methods/delete) and "delete_" would both be delete_ in TypeScript; rename one of the methods',
    ]);
  });

  it("are refused, of parameters", () => {
    const params = ["ctx", "ctx_"].map((name) => ({ name, schema: {} }));
    assert.deepEqual(mistakes({ ...SMALLEST, methods: { m: { params } } }), [
      's.json /methods/m/params/1/name "ctx" (/methods/m/params/0/name) and "ctx_" would both be ctx_ in TypeScript; rename one of the parameters',
    ]);
  });

  it("are refused, of types and errors", () => {
    const found = mistakes({
      ...SMALLEST,
      errors: { Thing: { module: "m" } },
      $defs: { thing: {}, A_B: {}, aB: {}, _: {}, "a/B": {} },
    });
    assert.deepEqual(found, [
      's.json /$defs/thing "Thing" (/errors/Thing) and "thing" would both be Thing in TypeScript; rename one of the types',
      's.json /$defs/aB "A_B" (/$defs/A_B) and "aB" would both be AB in TypeScript; rename one of the types',
    ]);
  });

  it("of methods that both lack one are refused too", () => {
    assert.deepEqual(mistakes({ ...SMALLEST, methods: { "!": {} } }), [
      "s.json /methods/! must have a letter or a digit to make a TypeScript name of",
    ]);
  });
});

test("the name of a service is made of words of any kind, as the metaschema has it", () => {
  const names = ["my-namespace", "q_compute 2", "1password", "Überwachung", "", "a".repeat(200)];
  const metaschema = new URL("../../../schemas/oslo-service.schema.json", import.meta.url);
  const { service } = JSON.parse(readFileSync(metaschema, "utf8")).properties;
  for (const name of names) {
    const made = serviceName(name);
    assert.match(made, new RegExp(service.pattern), name);
    assert.ok(made.length <= service.maxLength, name);
  }
  assert.deepEqual(names.slice(0, 5).map(serviceName), [
    "MyNamespace",
    "QCompute2",
    "Service1password",
    "Berwachung",
    "Service",
  ]);
});

describe("the model", () => {
  it("has both names", () => {
    const { methods } = load({
      ...SMALLEST,
      methods: { "do-it": { params: [{ name: "ctx", schema: {} }] } },
    });
    assert.equal(methods[0]?.name, "do-it");
    assert.equal(methods[0]?.property, "doIt");
    assert.equal(methods[0]?.params[0]?.name, "ctx");
    assert.equal(methods[0]?.params[0]?.identifier, "ctx_");
  });

  it("has a version for every method", () => {
    const methods = { a: {}, b: { since: "1.2" } };
    assert.deepEqual(
      load({ ...SMALLEST, methods }).methods.map(({ since }) => since),
      ["1.0", "1.2"],
    );
  });
});
