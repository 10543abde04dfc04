import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import rhea from "rhea";
import { EncodingError } from "../../../../src/amqp/codec/encoding.js";
import { bodyText, decodeMessage, decodeString } from "../../../../src/amqp/codec/message.js";
import {
  encodeMessage,
  encodeString,
  type OutgoingMessage,
} from "../../../../src/amqp/codec/message-writer.js";
import { readTo, readTtl } from "../../../../src/router/message-header.js";

const text = fc.string({ unit: "grapheme", maxLength: 400 });
const messages: fc.Arbitrary<OutgoingMessage> = fc.record({
  ttl: fc.option(fc.nat({ max: 0xffff_ffff }), { nil: undefined }),
  messageId: fc.option(text, { nil: undefined }),
  to: fc.option(text, { nil: undefined }),
  replyTo: fc.option(text, { nil: undefined }),
  correlationId: fc.option(text.map(encodeString), { nil: undefined }),
  body: fc.option(text, { nil: null }),
});

test("rhea reads what is written here", () => {
  fc.assert(
    fc.property(messages, (message) => {
      const read = rhea.message.decode(encodeMessage(message));
      assert.equal(read.ttl, message.ttl);
      assert.equal(read.message_id, message.messageId);
      assert.equal(read.to, message.to);
      assert.equal(read.reply_to, message.replyTo);
      assert.equal(read.correlation_id, decodeString(message.correlationId));
      assert.equal(read.body ?? null, message.body);
    }),
  );
});

test("what is written is read again, here and by the router", () => {
  fc.assert(
    fc.property(messages, (message) => {
      fc.pre(Object.values(message).some((value) => value !== undefined && value !== null));
      const bytes = encodeMessage(message);
      const read = decodeMessage(bytes);
      assert.equal(read.ttl, message.ttl);
      assert.equal(decodeString(read.messageId), message.messageId);
      assert.equal(read.to, message.to);
      assert.equal(read.replyTo, message.replyTo);
      assert.deepEqual(read.correlationId, message.correlationId);
      assert.equal(read.body, message.body);
      assert.equal(readTo(bytes), message.to);
      assert.equal(readTtl(bytes), message.ttl);
    }),
  );
});

test("a body may be given as its bytes", () => {
  fc.assert(
    fc.property(messages, text, (message, body) => {
      const bytes = encodeMessage({ ...message, body: Buffer.from(body) });
      assert.deepEqual(bytes, encodeMessage({ ...message, body }));
    }),
  );
});

test("sections an intermediary adds are passed over", () => {
  const bytes = rhea.message.encode({
    ttl: 5,
    delivery_annotations: { x: 1 },
    message_annotations: { "x-opt-trace": ["a", "b"] },
    to: "there",
    application_properties: { y: 2 },
    body: "hello",
    footer: { z: 3 },
  } as never);
  const read = decodeMessage(bytes);
  assert.equal(read.body, "hello");
  assert.equal(read.to, "there");
  assert.equal(readTo(bytes), "there");
  assert.equal(readTtl(bytes), 5);
});

test("a message id keeps its type as a correlation id", () => {
  for (const id of ["text", 7, rhea.types.wrap_ulong(5), Buffer.from("binary")]) {
    const request = decodeMessage(rhea.message.encode({ message_id: id, body: "" } as never));
    const reply = encodeMessage({ correlationId: request.messageId, body: "" });
    const before = decodeMessage(rhea.message.encode({ correlation_id: id, body: "" } as never));
    assert.deepEqual(decodeMessage(reply).correlationId, before.correlationId);
  }
});

test("data sections are one text", () => {
  const encoded = rhea.message.encode({
    body: rhea.message.data_sections([Buffer.from("grü").subarray(0, 3), Buffer.from("grü").subarray(3)]),
  } as never);
  assert.equal(bodyText(decodeMessage(encoded)), "grü");
});

test("a body that is no text is refused, and so are bytes that are no message", () => {
  const refused = (bytes: Buffer) => assert.throws(() => bodyText(decodeMessage(bytes)), EncodingError);
  refused(rhea.message.encode({ body: { a: 1 } }));
  refused(rhea.message.encode({ body: [1] }));
  refused(rhea.message.encode({ body: 1 }));
  refused(rhea.message.encode({ body: rhea.message.data_section(Buffer.from([0xff])) }));
  refused(Buffer.alloc(0));
  refused(Buffer.from("hello"));
  assert.equal(decodeMessage(rhea.message.encode({ body: null })).body, null);
});

test("an address that is no string is none", () => {
  const bytes = rhea.message.encode({ to: "x", body: "y" });
  const at = bytes.indexOf(Buffer.from([0xa1, 0x01, 0x78]));
  bytes[at] = 0xa0;
  assert.equal(decodeMessage(bytes).to, undefined);
  assert.equal(readTo(bytes), undefined);
});
