import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { bodyText, decodeMessage, decodeString } from "../../../../src/amqp/codec/message.js";
import { encodeMessage } from "../../../../src/amqp/codec/message-writer.js";

/** As `test/interop/peers/capture.py` writes it; the fields are those that Qpid Proton read. */
interface Captured {
  readonly case: string;
  readonly kind: "call" | "cast" | "fanout" | "reply" | "failure" | "heartbeat" | "notification";
  readonly base64: string;
  readonly fields: {
    readonly ttl: number;
    readonly id: string | null;
    readonly to: string | null;
    readonly replyTo: string | null;
    readonly correlationId: string | null;
    readonly body: string | null;
  };
}

const { messages } = JSON.parse(
  readFileSync(new URL("../../../fixtures/wire/python-driver.json", import.meta.url), "utf8"),
) as { messages: Captured[] };

describe("messages of Python's driver", () => {
  it("are of every kind", () => {
    const kinds = [...new Set(messages.map(({ kind }) => kind))].sort();
    assert.deepEqual(kinds, ["call", "cast", "failure", "fanout", "heartbeat", "notification", "reply"]);
  });

  for (const { case: name, kind, base64, fields } of messages) {
    it(`are read: ${name}, ${kind}`, () => {
      const read = decodeMessage(Buffer.from(base64, "base64"));
      assert.deepEqual(
        {
          ttl: read.ttl ?? 0,
          id: decodeString(read.messageId) ?? null,
          to: read.to ?? null,
          replyTo: read.replyTo ?? null,
          correlationId: decodeString(read.correlationId) ?? null,
          body: read.body,
        },
        {
          ttl: fields.ttl,
          id: fields.id,
          to: fields.to,
          replyTo: fields.replyTo,
          correlationId: fields.correlationId,
          body: fields.body,
        },
      );
    });

    it(`are written the same, but for what nobody reads: ${name}, ${kind}`, () => {
      const read = decodeMessage(Buffer.from(base64, "base64"));
      const { ttl, to, replyTo, correlationId } = read;
      const messageId = decodeString(read.messageId);
      const again = encodeMessage({ ttl, messageId, to, replyTo, correlationId, body: bodyText(read) });
      assert.deepEqual(decodeMessage(again), read);
    });
  }
});
