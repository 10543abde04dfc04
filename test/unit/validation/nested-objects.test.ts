import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loadService } from "../../../src/definition/load-service.js";
import { toDescriptor } from "../../../src/definition/to-descriptor.js";
import { InvalidArguments } from "../../../src/errors/validation-errors.js";
import { NotificationValidator } from "../../../src/validation/notification-validator.js";
import { changesOf, objectState } from "../../../src/validation/objects/versioned-object.js";
import { ServiceValidator } from "../../../src/validation/service-validator.js";

const versionedObject = (name: string) => ({ name, namespace: "n", version: "1.0" });
const anyOf = [{ type: "null" }, { $ref: "#/$defs/A" }, { $ref: "#/$defs/B" }];
const ofClass = (name: string) => ({
  versionedObject: versionedObject(name),
  properties: { child: { anyOf } },
});
const list = { $ref: "#/$defs/List" };
const definition = {
  service: "S",
  topic: "t",
  version: "1.0",
  methods: {
    chain: { params: [{ name: "x", schema: { anyOf } }] },
    list: { params: [{ name: "x", schema: list }], result: list },
    named: { params: [{ name: "x", schema: { $ref: "#/$defs/Named" } }] },
  },
  notifications: { "s.listed": { payload: list } },
  $defs: {
    A: ofClass("A"),
    B: {
      versionedObject: versionedObject("B"),
      properties: { child: { anyOf }, own: { type: "integer" } },
    },
    List: {
      versionedObject: versionedObject("List"),
      properties: { next: { anyOf: [{ type: "null" }, list] }, items: { type: "array", items: list } },
    },
    toString: { type: "string" },
    Named: {
      versionedObject: versionedObject("Named"),
      properties: { toString: { type: "string" }, constructor: { $ref: "#/$defs/toString" } },
    },
  },
};
const descriptor = toDescriptor(
  loadService("s.json", { readFile: () => Buffer.from(JSON.stringify(definition)) }),
);
const service = new ServiceValidator(descriptor);

function methodOf(name: string) {
  const method = service.method(name);
  assert.ok(method);
  return method;
}

/** An object as Python writes it. */
function primitive(name: string, data: object): object {
  return {
    "versioned_object.name": name,
    "versioned_object.namespace": "n",
    "versioned_object.version": "1.0",
    "versioned_object.data": data,
  };
}

describe("an object in objects of several classes", () => {
  const DEPTH = 30;
  const chainOf = (link: (child: unknown) => object) => {
    let chain: unknown = null;
    for (let depth = 0; depth < DEPTH; depth += 1) chain = link(chain);
    return chain;
  };
  const { outgoingArguments, incomingArguments } = bound(methodOf("chain"));
  const namesOf = (written: unknown) => {
    const names: unknown[] = [];
    let next = written as Record<string, unknown> | null;
    while (next !== null) {
      names.push(next["versioned_object.name"]);
      next = (next["versioned_object.data"] as Record<string, typeof next>).child ?? null;
    }
    return names;
  };
  const allB = Array.from({ length: DEPTH }, () => "B");

  it("is written once for each class, however deep it is", () => {
    const x = chainOf((child) => ({ child, own: 1 }));
    assert.deepEqual(namesOf(outgoingArguments({ x }).x), allB);
  });

  it("is written so where it names its class, too", () => {
    const x = chainOf((child) => ({ child, [objectState]: { name: "B" } }));
    assert.deepEqual(namesOf(outgoingArguments({ x }).x), allB);
  });

  it("is written so when it has come", () => {
    const came = chainOf((child) => primitive("B", { child }));
    const { x } = incomingArguments({ x: came });
    assert.deepEqual(outgoingArguments({ x }).x, came);
  });

  it("is compared once with the one in its place", () => {
    const came = () => incomingArguments({ x: chainOf((child) => primitive("B", { child })) }).x;
    const [one, other] = [came(), came()] as { child: object }[];
    assert.ok(one && other);
    assert.deepEqual(changesOf({ ...one, child: other.child }), []);
  });
});

describe("an object that is deep and wide", () => {
  const bottom = primitive("List", { items: Array.from({ length: 12_000 }, () => primitive("List", {})) });
  let value: object = bottom;
  for (let depth = 0; depth < 200; depth += 1) value = primitive("List", { next: value });
  const { incomingArguments, incomingResult } = bound(methodOf("list"));
  const itemsOf = (read: unknown) => {
    let list = read as { readonly next?: typeof list; readonly items?: readonly unknown[] };
    while (list.next !== undefined) list = list.next;
    return list.items?.length;
  };

  it("is read, though each level is to be told from null", () => {
    assert.equal(itemsOf(incomingArguments({ x: value }).x), 12_000);
    assert.equal(itemsOf(incomingResult(value)), 12_000);
    const notifications = new NotificationValidator(descriptor);
    assert.equal(itemsOf(notifications.incomingPayload("s.listed", value)), 12_000);
  });
});

describe("a field with a name that every object has", () => {
  const { outgoingArguments, incomingArguments } = bound(methodOf("named"));

  it("arrives and leaves as any other", () => {
    const came = primitive("Named", { toString: "a", constructor: "b" });
    const { x } = incomingArguments({ x: came });
    assert.deepEqual(Object.entries(x as object), [
      ["toString", "a"],
      ["constructor", "b"],
    ]);
    assert.deepEqual(outgoingArguments({ x }).x, came);
  });

  it("is checked as any other", () => {
    assert.throws(() => incomingArguments({ x: primitive("Named", { toString: 1 }) }), InvalidArguments);
    assert.throws(() => outgoingArguments({ x: { valueOf: 1 } }), InvalidArguments);
  });
});

function bound(method: ReturnType<typeof methodOf>) {
  return {
    outgoingArguments: method.outgoingArguments.bind(method),
    incomingArguments: method.incomingArguments.bind(method),
    incomingResult: method.incomingResult.bind(method),
    withDefaults: method.withDefaults.bind(method),
  };
}
