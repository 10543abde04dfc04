import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { EncodingError } from "../../../../src/amqp/codec/encoding.js";
import { ProtocolViolation } from "../../../../src/amqp/codec/violation.js";
import {
  readSasl,
  saslChallenge,
  saslInit,
  saslMechanisms,
  saslOutcome,
  saslResponse,
} from "../../../../src/amqp/sasl/sasl-frames.js";

interface Frames {
  read_frame(bytes: Buffer): {
    readonly type: number;
    readonly performative: Readonly<Record<string, unknown>>;
  };
  write_frame(frame: object): Buffer;
  sasl_frame(performative: object): object;
  readonly [make: `sasl_${string}`]: (fields: object) => object;
}
/** rhea as an oracle. */
const frames = createRequire(import.meta.url)("rhea/lib/frames.js") as Frames;
const written = (name: `sasl_${string}`, fields: object): Buffer =>
  frames.write_frame(frames.sasl_frame((frames[name] as (fields: object) => object)(fields)));

const long = Buffer.alloc(300, "x");

test("what is written is read by others as what it says", () => {
  const readBack = (bytes: Buffer) => {
    const { type, performative } = frames.read_frame(bytes);
    assert.equal(type, 1);
    return performative;
  };
  assert.deepEqual(readBack(saslMechanisms(["PLAIN", "SCRAM-SHA-256"])).sasl_server_mechanisms, [
    "PLAIN",
    "SCRAM-SHA-256",
  ]);
  assert.deepEqual(readBack(saslMechanisms([])).sasl_server_mechanisms, []);
  for (const data of [Buffer.alloc(0), Buffer.from("\0nova\0ü"), long]) {
    const init = readBack(saslInit("PLAIN", data));
    assert.deepEqual(
      [init.mechanism, init.initial_response, init.hostname ?? undefined],
      ["PLAIN", data, undefined],
    );
    assert.deepEqual(readBack(saslChallenge(data)).challenge, data);
    assert.deepEqual(readBack(saslResponse(data)).response, data);
  }
  assert.equal(readBack(saslOutcome(2)).code, 2);
});

test("what others write is read", () => {
  const offered = (names: string[]) =>
    readSasl(written("sasl_mechanisms", { sasl_server_mechanisms: names }), 8);
  assert.deepEqual(offered(["PLAIN", "EXTERNAL"]), {
    name: "sasl-mechanisms",
    mechanisms: ["PLAIN", "EXTERNAL"],
  });
  const alone = Buffer.from("0000001302010000005340c00601a303504c41", "hex");
  assert.deepEqual(readSasl(alone, 8).mechanisms, ["PLA"]);
  for (const data of [Buffer.alloc(0), long]) {
    const init = { mechanism: "PLAIN", initial_response: data, hostname: "vhost" };
    assert.deepEqual(readSasl(written("sasl_init", init), 8), {
      name: "sasl-init",
      mechanisms: ["PLAIN"],
      data,
    });
    assert.deepEqual(readSasl(written("sasl_challenge", { challenge: data }), 8), {
      name: "sasl-challenge",
      data,
    });
    assert.deepEqual(readSasl(written("sasl_response", { response: data }), 8), {
      name: "sasl-response",
      data,
    });
  }
  assert.equal(readSasl(written("sasl_init", { mechanism: "PLAIN" }), 8).data, undefined);
  assert.deepEqual(readSasl(written("sasl_outcome", { code: 4 }), 8), {
    name: "sasl-outcome",
    code: 4,
    data: undefined,
  });
});

test("what is no SASL frame is refused", () => {
  const body = (hex: string) => () => readSasl(Buffer.from(hex.replaceAll(" ", ""), "hex"), 0);
  assert.throws(body("00 53 10 c0 04 01 a1 01 78"), EncodingError);
  assert.throws(body("00 53 45 45"), EncodingError);
  assert.throws(body("00 53 41 45"), ProtocolViolation);
  assert.throws(body("00 53 42 c0 02 01 40"), ProtocolViolation);
  assert.throws(body("00 53 44 c0 04 01 a1 01 30"), ProtocolViolation);
  assert.throws(body("00 53 41 c0 0e 01 a3 0b 636f6e7374727563746f72"), EncodingError);
});
