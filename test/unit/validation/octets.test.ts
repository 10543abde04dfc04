import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runInNewContext } from "node:vm";
import type { JsonSchema } from "../../../src/definition/descriptor.js";
import { primitiveForm } from "../../../src/definition/versioned-object.js";
import { InvalidPayload, InvalidResult } from "../../../src/errors/validation-errors.js";
import { NotificationValidator } from "../../../src/validation/notification-validator.js";
import { changesOf } from "../../../src/validation/objects/versioned-object.js";
import { arrived, methodOf, refusal, sent } from "./one-param-method.js";

const OCTETS = { type: "string", contentEncoding: "base64", programType: "Uint8Array" };
const URL_SAFE = { ...OCTETS, contentEncoding: "base64url" };
const TEXT = "+/9h";
const BYTES = new Uint8Array([0xfb, 0xff, 0x61]);

describe("a text that programs have as octets", () => {
  it("is written by a client and read by a server, and the other way in a result and a notification", () => {
    assert.equal(sent(OCTETS, BYTES), TEXT);
    assert.deepEqual(arrived(OCTETS, TEXT), BYTES);
    const method = methodOf(true, { result: OCTETS });
    assert.equal(method.outgoingResult(BYTES), TEXT);
    assert.deepEqual(method.incomingResult(TEXT), BYTES);
    assert.throws(() => method.incomingResult("?"), InvalidResult);
    const notifications = [{ eventType: "e", priorities: ["info"], payload: OCTETS }];
    const validator = new NotificationValidator({ service: "S", notifications });
    assert.equal(validator.outgoingPayload("e", BYTES), TEXT);
    assert.deepEqual(validator.incomingPayload("e", TEXT), BYTES);
    assert.throws(() => validator.outgoingPayload("e", "?"), InvalidPayload);
  });

  it("is the one text that RFC 4648 has for each octets, of any number", () => {
    for (let length = 0; length < 8; length += 1) {
      const bytes = Uint8Array.from({ length }, (_, index) => 251 + index);
      const text = Buffer.from(bytes).toString("base64");
      assert.equal(sent(OCTETS, bytes), text);
      assert.deepEqual(arrived(OCTETS, text), bytes);
      const urlSafe = text.replaceAll("+", "-").replaceAll("/", "_");
      assert.equal(sent(URL_SAFE, bytes), urlSafe);
      assert.deepEqual(arrived(URL_SAFE, urlSafe), bytes);
    }
  });

  it("becomes octets in memory of their own, and is made of those in a Buffer, a view or another realm", () => {
    const bytes = arrived(OCTETS, TEXT) as Uint8Array;
    assert.equal(Object.getPrototypeOf(bytes), Uint8Array.prototype);
    assert.equal(bytes.buffer.byteLength, 3);
    assert.equal(sent(OCTETS, Buffer.from(BYTES)), TEXT);
    assert.equal(sent(OCTETS, new Uint8Array([1, ...BYTES, 1]).subarray(1, 4)), TEXT);
    assert.equal(sent(OCTETS, runInNewContext("new Uint8Array([0xfb, 0xff, 0x61])")), TEXT);
    assert.equal(sent({ ...OCTETS, contentEncoding: "BASE64" }, BYTES), TEXT);
  });

  const wrong = {
    ...{ "no padding": "YQ", "too much of it": "YQ===", "bits that are left over": "YR==" },
    ...{ "a line break": "YWJj\n", "a blank": " YWJ", "the other alphabet": "-_9h", "a word": "hello" },
  };
  for (const [what, text] of Object.entries(wrong)) {
    it(`is refused on both sides with ${what}, where it is`, () => {
      const list = { type: "array", items: OCTETS };
      const expected = /at \/x\/1: must be encoded as base64, got /;
      assert.match(
        refusal(() => arrived(list, [TEXT, text])),
        expected,
      );
      assert.match(
        refusal(() => sent(list, [BYTES, text])),
        expected,
      );
    });
  }

  it("is refused where it is no text, and told also where it is too long to be looked at", () => {
    assert.match(
      refusal(() => sent(OCTETS, [1, 2])),
      /at \/x: must be string \(Uint8Array\), got an array/,
    );
    assert.match(
      refusal(() => sent({ type: "string" }, BYTES)),
      /at \/x: must be string, got octets/,
    );
    const long = { type: "array", items: OCTETS };
    assert.match(
      refusal(() => arrived(long, ["a".repeat(20_001)])),
      /at \/x\/0: must be encoded as base64/,
    );
  });

  it("has the limits of a text, and may be larger than any stack", () => {
    const limited = { ...OCTETS, minLength: 4, maxLength: 4 };
    assert.equal(sent(limited, BYTES), TEXT);
    assert.match(
      refusal(() => sent(limited, new Uint8Array(4))),
      /4 characters, got "AAAAAA=="/,
    );
    const large = new Uint8Array(3_000_001).fill(7);
    assert.deepEqual(arrived(OCTETS, sent(OCTETS, large)), large);
  });

  it("may be a default, a new one each time", () => {
    const method = methodOf({ ...OCTETS, default: TEXT }, { required: false });
    const [one, other] = [method.withDefaults({}).x, method.withDefaults({}).x];
    assert.deepEqual(one, BYTES);
    assert.notEqual(one, other);
  });

  const places: Readonly<Record<string, [JsonSchema, unknown, unknown]>> = {
    "a list": [{ type: "array", items: OCTETS }, [TEXT, ""], [BYTES, new Uint8Array()]],
    "a list without duplicates": [{ type: "array", uniqueItems: true, items: OCTETS }, [TEXT], [BYTES]],
    "a map": [{ type: "object", additionalProperties: OCTETS }, { a: TEXT }, { a: BYTES }],
    "or null": [{ ...OCTETS, type: ["string", "null"] }, null, null],
    "an alternative beside a constant": [{ anyOf: [{ const: "never" }, OCTETS] }, "never", "never"],
    "an alternative beside objects of octets": [
      { anyOf: [OCTETS, { type: "object", additionalProperties: OCTETS }] },
      TEXT,
      BYTES,
    ],
    "beside an object whose other members are looked at": [
      { anyOf: [OCTETS, { type: "object", unevaluatedProperties: OCTETS }] },
      TEXT,
      BYTES,
    ],
    "two encodings": [{ type: "array", prefixItems: [OCTETS, URL_SAFE] }, [TEXT, "-_9h"], [BYTES, BYTES]],
  };
  for (const [what, [schema, text, value]] of Object.entries(places)) {
    it(`stands in ${what}`, () => {
      assert.deepEqual(arrived(schema, text), value);
      assert.deepEqual(sent(schema, value), text);
      assert.deepEqual(sent(schema, text), text);
    });
  }

  it("is no object, wherever the schema wants one, nor is a Date", () => {
    const map = { type: "object", additionalProperties: OCTETS };
    const O = {
      type: "object",
      properties: { b: OCTETS, kids: { type: "array", items: { $ref: "#/$defs/O" } } },
    };
    const expected = /must be a value that JSON has/;
    for (const value of [BYTES, Buffer.from(BYTES), new Date(0), runInNewContext("new Uint8Array(1)")]) {
      assert.match(
        refusal(() => sent(map, value)),
        expected,
      );
      assert.match(
        refusal(() => sent({ $ref: "#/$defs/O" }, { kids: [{ b: BYTES }, value], none: undefined }, { O })),
        /\/x\/kids\/1: must be a value that JSON has/,
      );
      refusal(() => sent({ anyOf: [{ type: "object" }, { type: "array", items: OCTETS }] }, value));
      assert.throws(() => methodOf(true, { result: map }).outgoingResult(value), InvalidResult);
    }
    assert.deepEqual(sent(map, { a: BYTES, b: undefined }), { a: TEXT, b: undefined });
    assert.deepEqual(sent({ anyOf: [{ type: "object" }, OCTETS] }, BYTES), TEXT);
  });

  it("lets nothing pass that the definition refuses", () => {
    const refused: readonly JsonSchema[] = [
      { oneOf: [OCTETS, true] },
      { not: OCTETS },
      { contains: OCTETS, maxContains: 1, type: "array" },
    ];
    for (const schema of refused) refusal(() => arrived(schema, schema === refused[2] ? ["?", TEXT] : "?"));
  });

  it("is a field of a versioned object, and a change by what it says", () => {
    const O = primitiveForm({
      versionedObject: { name: "O", namespace: "n", version: "1.0" },
      properties: { data: OCTETS, x: { anyOf: [OCTETS, { type: "object" }] } },
    });
    const ref = { anyOf: [{ $ref: "#/$defs/O" }, { type: "null" }] };
    const wire = {
      "versioned_object.name": "O",
      "versioned_object.namespace": "n",
      "versioned_object.version": "1.0",
      "versioned_object.data": { data: TEXT, x: TEXT },
    };
    const read = arrived(ref, wire, { O }) as { data: Uint8Array };
    assert.deepEqual({ ...read }.data, BYTES);
    assert.deepEqual(sent(ref, read, { O }), wire);
    assert.deepEqual(changesOf({ ...read, data: Buffer.from(BYTES) }), []);
    assert.deepEqual(changesOf({ ...read, data: new Uint8Array(3) }), ["data"]);
    assert.deepEqual(changesOf({ ...read, data: {} }), ["data"]);
    const bad = { ...wire, "versioned_object.data": { data: "?" } };
    refusal(() => arrived(ref, bad, { O }));
    refusal(() => sent(ref, { data: "?" }, { O }));
  });
});
