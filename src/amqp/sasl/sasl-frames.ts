import { EncodingError, FormatCode, Reader } from "../codec/encoding.js";
import { checkSasl } from "../codec/guard.js";
import { Performative } from "../codec/performatives.js";

/** The type of the frames a login is made of (AMQP 1.0, part 5.3.1). */
export const SASL_FRAME = 1;

/** Largest SASL frame, as the specification has it. */
export const MAX_SASL_FRAME = 512;

/** Codes of an outcome (AMQP 1.0, part 5.3.3.6). */
export const SaslCode = { ok: 0, auth: 1, sys: 2 } as const;

/** The content of one of the frames a login is made of (AMQP 1.0, part 5.3.3). */
export interface SaslFrame {
  readonly name: "sasl-mechanisms" | "sasl-init" | "sasl-challenge" | "sasl-response" | "sasl-outcome";
  /** Those a server offers, or the one a client has chosen. */
  readonly mechanisms?: readonly string[];
  /** The mechanism's message: in the first response, a challenge, a response, or with the outcome. */
  readonly data?: Buffer | undefined;
  /** That of an outcome. */
  readonly code?: number | undefined;
}

/**
 * Reads the body of a SASL frame.
 *
 * @throws {EncodingError} @throws {ProtocolViolation} it is none, or not as it should be.
 */
export function readSasl(bytes: Buffer, bodyAt: number): SaslFrame {
  const descriptor = checkSasl(bytes, bodyAt);
  const reader = new Reader(bytes, bodyAt);
  reader.descriptor();
  const { count } = reader.list();
  const second = (): Buffer | undefined => (count > 1 ? reader.binary() : undefined);
  switch (descriptor) {
    case Performative.saslMechanisms:
      return { name: "sasl-mechanisms", mechanisms: readSymbols(reader) };
    case Performative.saslInit:
      return { name: "sasl-init", mechanisms: readSymbols(reader), data: second() };
    case Performative.saslChallenge:
      return { name: "sasl-challenge", data: reader.binary() };
    case Performative.saslResponse:
      return { name: "sasl-response", data: reader.binary() };
    case Performative.saslOutcome:
      return { name: "sasl-outcome", code: reader.uint(), data: second() };
    default:
      throw new EncodingError(`an unknown SASL frame 0x${descriptor.toString(16)}`);
  }
}

/** Symbols that may be several are an array, or one alone. */
function readSymbols(reader: Reader): string[] {
  const code = reader.peek();
  if (code === FormatCode.sym8 || code === FormatCode.sym32) return [reader.text()];
  const { count } = reader.compound();
  const each = reader.byte();
  return Array.from({ length: count }, () => reader.textOf(each));
}

/** The frame with the mechanisms that a server offers. */
export function saslMechanisms(names: readonly string[]): Buffer {
  const symbols = names.map((name) => Buffer.from(name, "latin1"));
  const items = symbols.flatMap((symbol) => [uint32(symbol.length), symbol]);
  const body = Buffer.concat([uint32(names.length), Buffer.from([FormatCode.sym32]), ...items]);
  const array = [Buffer.from([FormatCode.array32]), uint32(body.length), body];
  return saslFrame(Performative.saslMechanisms, array, 1);
}

/** The frame that a client begins with. */
export function saslInit(mechanism: string, response: Buffer): Buffer {
  const name = variable(FormatCode.sym8, Buffer.from(mechanism, "latin1"));
  return saslFrame(Performative.saslInit, [name, variable(FormatCode.vbin8, response)]);
}

export function saslChallenge(challenge: Buffer): Buffer {
  return saslFrame(Performative.saslChallenge, [variable(FormatCode.vbin8, challenge)]);
}

export function saslResponse(response: Buffer): Buffer {
  return saslFrame(Performative.saslResponse, [variable(FormatCode.vbin8, response)]);
}

export function saslOutcome(code: number): Buffer {
  return saslFrame(Performative.saslOutcome, [Buffer.from([FormatCode.ubyte, code])]);
}

/** A value of variable width in the shorter of its two encodings. @param code that of the shorter one */
function variable(code: number, bytes: Buffer): Buffer {
  const isShort = bytes.length < 256;
  const head = isShort
    ? [Buffer.from([code, bytes.length])]
    : [Buffer.from([code + 0x10]), uint32(bytes.length)];
  return Buffer.concat([...head, bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function saslFrame(descriptor: number, parts: readonly Buffer[], fields: number = parts.length): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(20);
  head.writeUInt32BE(head.length + body.length);
  head[4] = 2; // data offset, in words
  head[5] = SASL_FRAME;
  head[9] = FormatCode.smallUlong;
  head[10] = descriptor;
  head[11] = FormatCode.list32;
  head.writeUInt32BE(4 + body.length, 12);
  head.writeUInt32BE(fields, 16);
  return Buffer.concat([head, body]);
}
