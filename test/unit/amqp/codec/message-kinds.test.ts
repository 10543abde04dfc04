import assert from "node:assert/strict";
import { it } from "node:test";
import rhea from "rhea";
import { encodeValue } from "../../../../src/amqp/codec/amqp-value.js";
import { EncodingError } from "../../../../src/amqp/codec/encoding.js";
import { bodyBytes, decodeMessage, decodeString, integersOf } from "../../../../src/amqp/codec/message.js";
import { encodeMessage } from "../../../../src/amqp/codec/message-writer.js";

/** rhea's own decoder, as the judge. */
function judge(bytes: Buffer) {
  return rhea.message.decode(bytes) as unknown as Record<string, unknown> & {
    body: { content: Buffer; typecode: number };
  };
}

const base = {
  durable: true,
  bodyAs: "data",
  to: "/queues/ü",
  contentType: "application/json",
  contentEncoding: "utf-8",
} as const;

it("a data message says what it is to say", () => {
  for (const ttl of [undefined, 0, 1500]) {
    for (const body of ["", "{}", "ü".repeat(100_000), Buffer.from([0, 255])]) {
      const seen = judge(encodeMessage({ ...base, ttl, applicationProperties: { compression: "x" }, body }));
      assert.deepEqual([seen.durable, seen.priority, seen.ttl], [true, 0, ttl]);
      assert.deepEqual(
        [seen.to, String(seen.content_type), String(seen.content_encoding)],
        [base.to, base.contentType, base.contentEncoding],
      );
      assert.deepEqual({ ...(seen.application_properties as object) }, { compression: "x" });
      assert.equal(seen.body.typecode, 0x75);
      assert.deepEqual(Buffer.from(seen.body.content), Buffer.from(body));
    }
  }
});

it("what is encoded is decoded again", () => {
  const decoded = decodeMessage(
    encodeMessage({ ...base, ttl: 12.6, applicationProperties: { a: "b", c: "d" }, body: "{}" }),
  );
  assert.equal(decoded.ttl, 13);
  assert.deepEqual(
    [...decoded.applicationProperties],
    [
      ["a", "b"],
      ["c", "d"],
    ],
  );
  assert.equal(bodyBytes(decoded).toString(), "{}");
});

it("sections and properties of others are passed over", () => {
  const bytes = rhea.message.encode({
    message_annotations: { "x-exchange": "x" },
    delivery_annotations: { a: 1 },
    first_acquirer: false,
    application_properties: { n: 5, compression: "application/x-gzip", nothing: null },
    body: rhea.message.data_section(Buffer.from("{}")),
  } as never) as Buffer;
  const decoded = decodeMessage(bytes);
  assert.deepEqual([...decoded.applicationProperties], [["compression", "application/x-gzip"]]);
  assert.equal(bodyBytes(decoded).toString(), "{}");
  assert.deepEqual(decoded.redelivery, { deliveryCount: 0, annotations: new Map() });
  const text = decodeMessage(rhea.message.encode({ body: "{}" } as never) as Buffer);
  assert.equal(bodyBytes(text).toString(), "{}");
});

it("what is told of earlier deliveries is read, where there were some", () => {
  const { wrap_long, wrap_ulong, wrap_ubyte, wrap_int } = rhea.types as unknown as Record<
    "wrap_long" | "wrap_ulong" | "wrap_ubyte" | "wrap_int",
    (value: number) => unknown
  >;
  const message = {
    delivery_count: 2,
    message_annotations: {
      "x-exchange": "x",
      "x-delivery-count": wrap_long(3),
      "x-acquired-count": wrap_ulong(70_000),
      a: wrap_ubyte(255),
      b: wrap_int(-70_000),
    },
    body: rhea.message.data_section(Buffer.from("{}")),
  };
  const decode = (more: object) =>
    decodeMessage(rhea.message.encode({ ...message, ...more } as never) as Buffer);
  assert.deepEqual(decode({ first_acquirer: false }).redelivery, {
    deliveryCount: 2,
    annotations: new Map([
      ["x-delivery-count", 3],
      ["x-acquired-count", 70_000],
      ["a", 255],
      ["b", -70_000],
    ]),
  });
  assert.equal(decode({ first_acquirer: true }).redelivery, undefined);
  assert.equal(decode({}).redelivery, undefined);
});

it("bytes that are no message are refused at every length", () => {
  const whole = encodeMessage({ ...base, ttl: 1, applicationProperties: { a: "b" }, body: "{}" });
  for (let length = 0; length < whole.length; length++) {
    assert.throws(() => bodyBytes(decodeMessage(whole.subarray(0, length))), EncodingError, String(length));
  }
});

it("a request says what it is to say", () => {
  const body = { durable: true, type: "topic", arguments: { "x-expires": 1_800_000, none: null } };
  const fields = { messageId: "1", to: "/queues/q", subject: "PUT", replyTo: "$me" };
  const bytes = encodeMessage({ ...fields, body: encodeValue(body), bodyAs: "value" });
  const seen = rhea.message.decode(bytes) as unknown as Record<string, unknown>;
  assert.deepEqual([seen.message_id, seen.to, seen.subject, seen.reply_to], ["1", "/queues/q", "PUT", "$me"]);
  assert.deepEqual(JSON.parse(JSON.stringify(seen.body)), body);
  assert.throws(() => encodeValue(1.5), EncodingError);
});

it("an answer is read", () => {
  const answer = (fields: object) => {
    const { correlationId, subject, body } = decodeMessage(rhea.message.encode(fields as never) as Buffer);
    return { correlationId: decodeString(correlationId), subject, body };
  };
  const refused = { subject: "409", correlation_id: "7", body: "because", application_properties: { a: 1 } };
  assert.deepEqual(answer(refused), { correlationId: "7", subject: "409", body: "because" });
  const found = { subject: "200", correlation_id: "7", body: { a: 1 } };
  assert.deepEqual(answer(found), { correlationId: "7", subject: "200", body: { items: undefined } });
  for (const list of [[], ["a"], [{ a: 1 }, "b"]]) {
    assert.deepEqual(answer({ ...found, body: list }).body, { items: list.length });
  }
});

it("annotations that are integers are read, whether or not it is delivered again", () => {
  const annotations = { offset: rhea.types.wrap_ulong(70_000), name: "x" };
  const bytes = rhea.message.encode({ message_annotations: annotations, body: "" } as never) as Buffer;
  assert.deepEqual([...integersOf(decodeMessage(bytes).annotations)], [["offset", 70_000]]);
  assert.equal(integersOf(undefined).size, 0);
});
