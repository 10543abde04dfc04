import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compareServices } from "../../../../generator/breaking/compare-services.js";
import type { Finding } from "../../../../generator/breaking/finding.js";
import { load } from "../../definition/definition-file.js";

const S = { type: "string" };
const server = (more: object = {}) => ({
  type: "object",
  properties: { id: S, name: S, ...more },
  required: ["id"],
});

/** A service whose methods all take or give one shared type, some through another. */
const service = (Server: object, others: object = {}) => ({
  service: "S",
  topic: "t",
  version: "1.0",
  methods: Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [
      `method${index}`,
      {
        params: [
          { name: "server", schema: { $ref: index % 2 === 0 ? "#/$defs/Server" : "#/$defs/Request" } },
        ],
        ...(index % 3 === 0 ? { result: { type: "array", items: { $ref: "#/$defs/Server" } } } : {}),
      },
    ]),
  ),
  $defs: {
    Server,
    Request: { type: "object", properties: { server: { $ref: "#/$defs/Server" } } },
    ...others,
  },
});

function findings(old: object, now: object): readonly Finding[] {
  return compareServices(load(old), load(now)).findings;
}

describe("a schema that many methods share", () => {
  it("is one finding where it changed, with all that it reaches", () => {
    const found = findings(service(server()), service(server({ note: S })));
    assert.equal(found.length, 1, JSON.stringify(found));
    const [{ pointer, bump, message, uncertain, reaches = [] }] = found as [Finding];
    assert.deepEqual([pointer, bump, uncertain], ["/$defs/Server", "major", undefined]);
    assert.match(message, /^this schema no longer allows what it did \(properties\/note\)$/);
    assert.equal(reaches.length, 80);
    assert.equal(reaches[0], 'the parameter "server" of the method "method0"');
  });

  it("is told apart from others that changed as well", () => {
    const Request = {
      type: "object",
      properties: { server: { $ref: "#/$defs/Server" } },
      required: ["server"],
    };
    const found = findings(service(server()), service(server({ note: S }), { Request }));
    assert.deepEqual(
      found.map(({ pointer, bump, uncertain }) => [pointer, bump, uncertain]),
      [
        ["/$defs/Server", "major", undefined],
        ["/$defs/Request", "major", undefined],
      ],
    );
  });

  it("is not why a schema around it changed that only says the same in other words", () => {
    const Request = {
      properties: { server: { $ref: "#/$defs/Server" } },
      allOf: [{ type: "object" }],
      type: ["object"],
    };
    const found = findings(service(server()), service(server({ note: S }), { Request }));
    assert.deepEqual(
      found.map(({ pointer }) => pointer),
      ["/$defs/Server"],
    );
  });

  it("counts the other way round below not, and both ways below oneOf", () => {
    const definition = (around: object, more: object) => ({
      service: "S",
      topic: "t",
      version: "1.0",
      methods: { get: { params: [{ name: "p", schema: around }] } },
      $defs: { T: { type: "string", ...more } },
    });
    const not = { not: { $ref: "#/$defs/T" } };
    const [narrower] = findings(definition(not, { maxLength: 3 }), definition(not, {}));
    assert.deepEqual(
      [narrower?.pointer, narrower?.bump, narrower?.example !== undefined],
      ["/$defs/T", "major", true],
    );
    const [wider] = findings(definition(not, {}), definition(not, { maxLength: 3 }));
    assert.deepEqual([wider?.pointer, wider?.bump], ["/$defs/T", "minor"]);
    const one = { oneOf: [{ $ref: "#/$defs/T" }, { type: "string", minLength: 5 }] };
    const both = findings(definition(one, { maxLength: 3 }), definition(one, {}));
    assert.ok(both.some(({ pointer, bump }) => pointer === "/$defs/T" && bump === "major"));
  });

  it("has a default that changed once", () => {
    const withDefault = (value: string) => service(server({ mode: { type: "string", default: value } }));
    const found = findings(withDefault("a"), withDefault("b"));
    assert.deepEqual(
      found.map(({ rule, pointer, reaches }) => [rule, pointer, reaches?.length]),
      [["param-default", "/$defs/Server/properties/mode", 60]],
    );
  });

  it("is nothing where what is around it allows all the same", () => {
    const definition = (more: object) => ({
      service: "S",
      topic: "t",
      version: "1.0",
      methods: { get: { params: [{ name: "p", schema: { anyOf: [{ $ref: "#/$defs/T" }, S] } }] } },
      $defs: { T: { type: "string", ...more } },
    });
    assert.deepEqual(findings(definition({}), definition({ maxLength: 3 })), []);
  });

  it("takes no longer for many that depend on it than for few of them each", () => {
    const types = (note: object) =>
      Object.fromEntries(
        Array.from({ length: 300 }, (_, index) => [
          `T${index}`,
          {
            type: "object",
            properties: {
              server: { $ref: "#/$defs/Server" },
              next: { $ref: `#/$defs/T${(index + 1) % 300}` },
            },
            ...note,
          },
        ]),
      );
    const definition = (more: object) => ({
      service: "S",
      topic: "t",
      version: "1.0",
      methods: Object.fromEntries(
        Array.from({ length: 300 }, (_, index) => [
          `method${index}`,
          { params: [{ name: "p", schema: { $ref: `#/$defs/T${index}` } }] },
        ]),
      ),
      $defs: { Server: server(more), ...types({}) },
    });
    const start = process.cpuUsage().user;
    const found = findings(definition({}), definition({ note: S }));
    assert.deepEqual(
      found.map(({ pointer, bump, reaches }) => [pointer, bump, reaches?.length]),
      [["/$defs/Server", "major", 300]],
    );
    assert.ok(process.cpuUsage().user - start < 8_000_000);
  });
});
