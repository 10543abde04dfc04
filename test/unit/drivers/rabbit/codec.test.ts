import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeMessage } from "../../../../src/amqp/codec/message-writer.js";
import { MalformedMessage } from "../../../../src/drivers/malformed-message.js";
import {
  decodeBody,
  decodeNotification,
  decodeReply,
  decodeRequest,
  encodeBody,
  encodeHeartbeat,
  encodeNotification,
  encodeReply,
  encodeRequest,
  sealRequest,
} from "../../../../src/drivers/rabbit/codec.js";
import { ClientSendError } from "../../../../src/errors/rpc-errors.js";
import { bzip } from "./bodies.js";

const message = { method: "echo", args: { value: 2n ** 70n }, namespace: "n", version: "1.1" };
const failure = {
  class: "ValueError",
  module: "builtins",
  message: "bad",
  tb: [],
  args: ["bad"],
  kwargs: {},
};
const notification = {
  message_id: "3b7c1f1e-0000-4000-8000-000000000000",
  publisher_id: "p",
  event_type: "a.b",
  priority: "INFO",
  payload: { n: 1 },
  timestamp: "2026-01-01 00:00:00.000000",
};

/** A body as a receiver reads it. */
function read(body: string, { ttl, compressed = false }: { ttl?: number; compressed?: boolean } = {}) {
  return decodeBody(encodeBody(body, { to: "/queues/q", ttl, compressed }));
}

describe("requests", () => {
  const call = { msgId: "m1", replyQueue: "reply_1", callMonitorTimeout: undefined };

  it("have the fields of oslo.messaging's RabbitMQ driver", () => {
    const sealed = sealRequest(encodeRequest(message, { user: "ü" }), call);
    assert.deepEqual(Object.keys(JSON.parse(sealed)), ["oslo.version", "oslo.message"]);
    const { fields } = read(sealed);
    const { _unique_id: uniqueId, ...others } = fields;
    assert.match(String(uniqueId), /^[0-9a-f]{32}$/);
    assert.deepEqual(others, {
      method: "echo",
      args: { value: 2n ** 70n },
      namespace: "n",
      version: "1.1",
      _context_user: "ü",
      _msg_id: "m1",
      _reply_q: "reply_1",
      _timeout: null,
    });
  });

  it("leave out what is not set, and as casts ask for no reply", () => {
    const { fields } = read(sealRequest(encodeRequest({ method: "m", args: {} }, {})));
    assert.deepEqual(Object.keys(fields).sort(), ["_unique_id", "args", "method"]);
  });

  it("have an id of their own each time", () => {
    const request = encodeRequest(message, {});
    const ids = [1, 2].map(() => read(sealRequest(request)).fields._unique_id);
    assert.notEqual(ids[0], ids[1]);
  });

  it("are read as they were written", () => {
    const sealed = sealRequest(encodeRequest(message, { user: "ü", a: { b: 1 } }), {
      ...call,
      callMonitorTimeout: 5,
    });
    for (const compressed of [false, true]) {
      const { fields, ttl } = read(sealed, { ttl: 1500.4, compressed });
      const decoded = decodeRequest(fields);
      assert.deepEqual(decoded.message, message);
      assert.deepEqual(decoded.context, { user: "ü", a: { b: 1 } });
      assert.deepEqual(decoded.reply, { msgId: "m1", replyQueue: "reply_1" });
      assert.equal(decoded.callMonitorTimeout, 5);
      assert.equal(ttl, 1500);
    }
  });

  it("carry no prototype", () => {
    const sealed = sealRequest(encodeRequest(message, JSON.parse('{"__proto__":{"admin":true}}')));
    const { context } = decodeRequest(read(sealed).fields);
    assert.equal((context as { admin?: boolean }).admin, undefined);
    assert.deepEqual(Object.getOwnPropertyNames(context), ["__proto__"]);
  });

  it("carry a context whatever its names and values are", () => {
    const context: Record<string, unknown> = {
      user: '"\n\u2028',
      none: null,
      is_admin: false,
      roles: ["a", { b: 1 }],
      n: 2n ** 70n,
      at: new Date(0),
      "": "",
      'ü"\\': 'ü"\\',
      [`long ${"x".repeat(100)}`]: 1.5,
      unset: undefined,
    };
    // More than are remembered, each twice.
    for (let number = 0; number < 600; number += 1) context[`name-${number % 300}`] = `value-${number}`;
    const { unset: _, ...kept } = context;
    for (let time = 0; time < 2; time += 1) {
      const { context: decoded } = decodeRequest(read(sealRequest(encodeRequest(message, context))).fields);
      assert.deepEqual(decoded, { ...kept, at: new Date(0).toJSON() });
    }
  });

  it("that cannot be written are an error of their sender", () => {
    const args: Record<string, unknown> = {};
    args.args = args;
    assert.throws(() => encodeRequest({ method: "m", args }, {}), ClientSendError);
    assert.throws(() => encodeRequest({ method: "m", args: {} }, { a: { b: new Map() } }), {
      name: "ClientSendError",
      message: "Request m cannot be written as JSON: Map cannot be written as JSON at /_context_a/b",
    });
  });

  it("that make no sense are malformed", () => {
    for (const fields of [{}, { method: 1 }, { method: "m", namespace: 1 }, { method: "m", version: 1 }]) {
      assert.throws(() => decodeRequest(fields), MalformedMessage);
    }
    for (const body of ["", "[]", "null", "{", '{"oslo.version":"3.0","oslo.message":"{}"}', '"text"']) {
      assert.throws(() => read(body), MalformedMessage, body);
    }
    for (const body of [Buffer.from([0xff]), bzip]) {
      const properties = body === bzip ? { compression: "application/x-bz2" } : {};
      const bytes = encodeMessage({
        durable: true,
        bodyAs: "data",
        to: "q",
        contentType: "application/json",
        contentEncoding: "utf-8",
        applicationProperties: properties,
        body,
      });
      assert.throws(() => decodeBody(bytes), MalformedMessage);
    }
  });
});

describe("replies", () => {
  it("have the fields of oslo.messaging's RabbitMQ driver", () => {
    const { _unique_id: id, ...result } = read(encodeReply("m1", { response: [1] })).fields;
    assert.match(String(id), /^[0-9a-f]{32}$/);
    assert.deepEqual(result, { result: [1], failure: null, ending: true, _msg_id: "m1" });
    const failed = read(encodeReply("m1", { failure })).fields;
    assert.equal(failed.result, null);
    assert.deepEqual(JSON.parse(String(failed.failure)), failure);
    const { _unique_id: _, ...heartbeat } = read(encodeHeartbeat("m1")).fields;
    assert.deepEqual(heartbeat, { result: null, failure: null, ending: false, _msg_id: "m1" });
  });

  it("are read as they were written", () => {
    const decode = (body: string) => decodeReply(read(body).fields);
    assert.deepEqual(decode(encodeReply("m1", { response: { a: 1 } })), { response: { a: 1 } });
    assert.deepEqual(decode(encodeReply("m1", { response: undefined })), { response: null });
    assert.deepEqual(decode(encodeReply("m1", { failure })), { failure });
    assert.equal(decode(encodeHeartbeat("m1")), undefined);
    assert.throws(() => decodeReply({ failure: "{", ending: true }), MalformedMessage);
  });
});

describe("notifications", () => {
  it("stand in an envelope or bare", () => {
    const bare = encodeNotification(notification, { user: "u" }, false);
    assert.equal(JSON.parse(bare).event_type, "a.b");
    assert.deepEqual(Object.keys(JSON.parse(encodeNotification(notification, {}, true))), [
      "oslo.version",
      "oslo.message",
    ]);
    for (const enveloped of [true, false]) {
      const { fields } = read(encodeNotification(notification, { user: "u" }, enveloped));
      const decoded = decodeNotification(fields);
      assert.deepEqual(decoded.message, notification);
      assert.deepEqual(decoded.context, { user: "u" });
      assert.match(String(decoded.uniqueId), /^[0-9a-f]{32}$/);
    }
  });
});
