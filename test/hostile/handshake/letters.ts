import { amqpHeader, saslHeader } from "../../../src/amqp/codec/protocol-header.js";
import {
  saslChallenge,
  saslInit,
  saslMechanisms,
  saslOutcome,
  saslResponse,
} from "../../../src/amqp/sasl/sasl-frames.js";
import { open } from "../../integration/router/raw-client.js";

export const USER = "nova";
export const PASSWORD = "geheim";

const plain = (password: string) => saslInit("PLAIN", Buffer.from(`\0${USER}\0${password}`));
const tlsHeader = Buffer.from("AMQP\x02\x01\0\0", "latin1");

/** The bytes of a client's letters; those that depend on what the server says are made up here. */
export const clientBytes: Readonly<Record<string, Buffer>> = {
  S: saslHeader,
  A: amqpHeader,
  T: tlsHeader,
  p: plain(PASSWORD),
  w: plain("wrong"),
  n: saslInit("ANONYMOUS", Buffer.from("x")),
  u: saslInit("OTHER", Buffer.alloc(0)),
  r: saslResponse(Buffer.from("made up")),
  b: saslResponse(Buffer.from("made up")),
  e: saslResponse(Buffer.alloc(0)),
  o: open,
  m: saslMechanisms(["PLAIN"]),
  c: saslChallenge(Buffer.from("made up")),
  k: saslOutcome(0),
};

/** The bytes of a server's letters, but for those that depend on what the client says. */
export const serverBytes: Readonly<Record<string, Buffer>> = {
  S: saslHeader,
  A: amqpHeader,
  T: tlsHeader,
  m: saslMechanisms(["OTHER", "PLAIN"]),
  s: saslMechanisms(["SCRAM-SHA-256", "PLAIN"]),
  g: saslMechanisms(["OTHER"]),
  x: saslChallenge(Buffer.from("made up")),
  k: saslOutcome(0),
  d: saslOutcome(1),
  t: saslOutcome(4),
  o: open,
  i: plain(PASSWORD),
  q: saslResponse(Buffer.from("made up")),
};

/** An outcome that lets in and says something with it, which ours never does. */
export function outcomeWith(data: Buffer): Buffer {
  const outcome = Buffer.concat([saslOutcome(0), Buffer.from([0xa0, data.length]), data]);
  outcome.writeUInt32BE(outcome.length, 0);
  outcome.writeUInt32BE(outcome.length - 16, 12);
  outcome.writeUInt32BE(2, 16);
  return outcome;
}
