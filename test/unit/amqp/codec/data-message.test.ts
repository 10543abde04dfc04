import assert from "node:assert/strict";
import { it } from "node:test";
import rhea from "rhea";
import { decodeDataMessage, encodeDataMessage } from "../../../../src/amqp/codec/data-message.js";
import { EncodingError } from "../../../../src/amqp/codec/encoding.js";
import { decodeResponseMessage, encodeRequestMessage } from "../../../../src/amqp/codec/request-message.js";

/** rhea's own decoder, as the judge. */
function judge(bytes: Buffer) {
  return rhea.message.decode(bytes) as unknown as Record<string, unknown> & {
    body: { content: Buffer; typecode: number };
  };
}

const base = { to: "/queues/ü", contentType: "application/json", contentEncoding: "utf-8" };

it("a data message says what it is to say", () => {
  for (const ttl of [undefined, 0, 1500]) {
    for (const body of ["", "{}", "ü".repeat(100_000), Buffer.from([0, 255])]) {
      const seen = judge(
        encodeDataMessage({ ...base, ttl, applicationProperties: { compression: "x" }, body }),
      );
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
  const decoded = decodeDataMessage(
    encodeDataMessage({ ...base, ttl: 12.6, applicationProperties: { a: "b", c: "d" }, body: "{}" }),
  );
  assert.equal(decoded.ttl, 13);
  assert.deepEqual(
    [...decoded.applicationProperties],
    [
      ["a", "b"],
      ["c", "d"],
    ],
  );
  assert.equal(decoded.body.toString(), "{}");
});

it("sections and properties of others are passed over", () => {
  const bytes = rhea.message.encode({
    message_annotations: { "x-exchange": "x" },
    delivery_annotations: { a: 1 },
    first_acquirer: false,
    application_properties: { n: 5, compression: "application/x-gzip", nothing: null },
    body: rhea.message.data_section(Buffer.from("{}")),
  } as never) as Buffer;
  const decoded = decodeDataMessage(bytes);
  assert.deepEqual([...decoded.applicationProperties], [["compression", "application/x-gzip"]]);
  assert.equal(decoded.body.toString(), "{}");
  assert.deepEqual(decoded.redelivery, { deliveryCount: 0, annotations: new Map() });
  const text = decodeDataMessage(rhea.message.encode({ body: "{}" } as never) as Buffer);
  assert.equal(text.body.toString(), "{}");
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
    decodeDataMessage(rhea.message.encode({ ...message, ...more } as never) as Buffer);
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
  const whole = encodeDataMessage({ ...base, ttl: 1, applicationProperties: { a: "b" }, body: "{}" });
  for (let length = 0; length < whole.length; length++) {
    assert.throws(() => decodeDataMessage(whole.subarray(0, length)), EncodingError, String(length));
  }
});

it("a request says what it is to say", () => {
  const body = { durable: true, type: "topic", arguments: { "x-expires": 1_800_000, none: null } };
  const bytes = encodeRequestMessage({
    messageId: "1",
    to: "/queues/q",
    subject: "PUT",
    replyTo: "$me",
    body,
  });
  const seen = rhea.message.decode(bytes) as unknown as Record<string, unknown>;
  assert.deepEqual([seen.message_id, seen.to, seen.subject, seen.reply_to], ["1", "/queues/q", "PUT", "$me"]);
  assert.deepEqual(JSON.parse(JSON.stringify(seen.body)), body);
  const fraction = { messageId: "1", to: "", subject: "", replyTo: "", body: 1.5 };
  assert.throws(() => encodeRequestMessage(fraction), EncodingError);
});

it("an answer is read", () => {
  const answer = (fields: object) => decodeResponseMessage(rhea.message.encode(fields as never) as Buffer);
  const refused = answer({
    subject: "409",
    correlation_id: "7",
    body: "because",
    application_properties: { a: 1 },
  });
  assert.deepEqual(refused, { correlationId: "7", subject: "409", text: "because", items: undefined });
  assert.deepEqual(answer({ subject: "200", correlation_id: "7", body: { a: 1 } }), {
    correlationId: "7",
    subject: "200",
    text: undefined,
    items: undefined,
  });
  for (const list of [[], ["a"], [{ a: 1 }, "b"]]) {
    assert.equal(answer({ subject: "200", correlation_id: "7", body: list }).items, list.length);
  }
});
