import { createHash } from "node:crypto";
import { EncodingError } from "../../amqp/codec/encoding.js";
import { bodyBytes, decodeMessage, integersOf } from "../../amqp/codec/message.js";

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
    const message = decodeMessage(bytes);
    const offset = integersOf(message.annotations).get(OFFSET);
    if (offset === undefined) return undefined;
    return { offset, fingerprint: createHash("sha1").update(bodyBytes(message)).digest("base64") };
  } catch (error) {
    if (error instanceof EncodingError) return undefined;
    throw error;
  }
}
