import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { methodsThatFit } from "../../../console/src/services/menu-filter.js";
import type { ServiceSummary } from "../../../src/console/api.js";

function serviceOf(name: string, methods: readonly string[]): ServiceSummary {
  return {
    id: name,
    name,
    topic: name.toLowerCase(),
    exchange: "test",
    version: "1.0",
    source: "definition",
    methods: methods.map((method) => ({ name: method, kind: "call" })),
    servers: [],
  };
}

const SERVICES = [
  serviceOf("Compute", ["reboot", "resize", "setPassword"]),
  serviceOf("Volume", ["resize", "attach"]),
];

/** Names of services, each with those of the methods that have a line. */
function found(words: readonly string[], chosen = "Compute") {
  return methodsThatFit(SERVICES, chosen, words).shown.map(({ service, methods }) => [
    service.name,
    methods?.map(({ name }) => name),
  ]);
}

describe("the menu of services", () => {
  it("has all services, and the methods of the one that is chosen", () => {
    assert.deepEqual(found([]), [
      ["Compute", ["reboot", "resize", "setPassword"]],
      ["Volume", undefined],
    ]);
  });

  it("finds methods in all services", () => {
    assert.deepEqual(found(["resize"]), [
      ["Compute", ["resize"]],
      ["Volume", ["resize"]],
    ]);
    assert.deepEqual(found(["password"], "Volume"), [
      ["Compute", ["setPassword"]],
      ["Volume", []],
    ]);
  });

  it("finds them by words of their service, too, and services by theirs alone", () => {
    assert.deepEqual(found(["volume", "resize"]), [
      ["Compute", []],
      ["Volume", ["resize"]],
    ]);
    assert.deepEqual(found(["volume"]), [
      ["Compute", []],
      ["Volume", undefined],
    ]);
    assert.deepEqual(found(["volume"], "Volume"), [["Volume", ["resize", "attach"]]]);
  });

  it("has a bound, and counts what is beyond it", () => {
    const many = [serviceOf("A", named(200)), serviceOf("B", named(200)), serviceOf("C", named(200))];
    const { shown, more } = methodsThatFit(many, "A", ["m"]);
    assert.deepEqual(
      shown.map(({ methods }) => methods?.length),
      [200, 100, undefined],
    );
    assert.equal(more, 300);
  });
});

function named(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `m${at}`);
}
