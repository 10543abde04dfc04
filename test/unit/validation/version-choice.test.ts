import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { EarlierSchema, MethodDescriptor } from "../../../src/definition/descriptor.js";
import { Definitions } from "../../../src/validation/definitions.js";
import { MethodEditions } from "../../../src/validation/method-editions.js";
import type { SchemaObject } from "../../../src/validation/schema-object.js";

const COUNT = 20;

function textsOf(prefix: string, required: readonly string[]): SchemaObject {
  const names = Array.from({ length: COUNT }, (_, index) => `${prefix}${index}`);
  const properties = Object.fromEntries(names.map((name) => [name, { type: "string" }]));
  return { type: "object", properties, required, additionalProperties: false };
}

function editionsOf(earlier: readonly EarlierSchema[]): MethodEditions {
  const method: MethodDescriptor = {
    name: "m",
    property: "m",
    kind: "call",
    since: "1.0",
    errors: [],
    params: [{ name: "a", required: true, schema: textsOf("f", ["f0"]), earlier }],
  };
  return new MethodEditions(method, new Definitions({ service: "S", $defs: {} }));
}

/** A schema, and how often it is read. */
function counted(schema: SchemaObject): { readonly schema: SchemaObject; reads(): number } {
  let reads = 0;
  const watched = new Proxy(schema, {
    get: (object, name) => {
      reads += 1;
      return Reflect.get(object, name);
    },
  });
  return { schema: watched, reads: () => reads };
}

describe("the cost of choosing the version of a request", () => {
  it("is that of checks: what earlier versions refuse is not explained by their schemas", () => {
    const earlier = [counted(textsOf("g", [])), counted(textsOf("h", ["h0"]))];
    const [oldest, old] = earlier.map(({ schema }) => schema) as [SchemaObject, SchemaObject];
    const editions = editionsOf([
      { until: "1.1", schema: oldest },
      { until: "1.3", schema: old },
    ]);
    const choose = () => editions.versionFor({ a: { f0: "v" } }, "1.0");
    const reads = () => earlier.map((each) => each.reads());
    // The first choice compiles them.
    assert.equal(choose(), "1.4");
    const compiled = reads();
    assert.ok(compiled.every((count) => count > 0));
    assert.equal(choose(), "1.4");
    assert.deepEqual(reads(), compiled);
  });
});
