import { createHash } from "node:crypto";
import { decodeDataMessage, decodeIntegerAnnotations } from "../../amqp/codec/data-message.js";
import { EncodingError } from "../../amqp/codec/encoding.js";

/** Where in its stream a message is. */
const OFFSET = "x-stream-offset";

/** A message of a stream, as far as its place there is concerned. */
export interface StreamMessage {
  readonly offset: number;
  /** Tells it from others that may be at the same offset of another stream. */
  readonly fingerprint: string;
}

/** Reads where a message is; undefined when it does not say so. */
export function readStreamMessage(bytes: Buffer): StreamMessage | undefined {
  try {
    const offset = decodeIntegerAnnotations(bytes).get(OFFSET);
    return offset === undefined ? undefined : { offset, fingerprint: fingerprintOf(bytes) };
  } catch (error) {
    if (error instanceof EncodingError) return undefined;
    throw error;
  }
}

function fingerprintOf(bytes: Buffer): string {
  return createHash("sha1").update(decodeDataMessage(bytes).body).digest("base64");
}
