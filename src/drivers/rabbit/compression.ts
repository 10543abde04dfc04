import { deflateSync, inflateSync } from "node:zlib";
import type { Configuration } from "../../config/configuration.js";
import { rabbit } from "../../config/groups/rabbit.js";
import { ConfigurationError } from "../../errors/setup-errors.js";
import { MalformedMessage } from "../malformed-message.js";

/** Application property that names the compression, and its value for kombu's `gzip`, which is a zlib stream. */
export const COMPRESSION = "compression";
export const GZIP = "application/x-gzip";

/** Bytes a compressed body may have when it is inflated: RabbitMQ's own limit for any message is 128 MiB. */
const MAX_INFLATED = 128 * 1024 * 1024;

/**
 * True when bodies are to be sent compressed.
 *
 * @throws {ConfigurationError} they are to be in bz2: the others of such a deployment answer in it, unreadably.
 */
export function sendsCompressed(configuration: Configuration): boolean {
  const compression = configuration.get(rabbit.kombuCompression);
  if (compression !== "bz2") return compression !== "";
  throw new ConfigurationError(
    "kombu_compression is bz2, which cannot be read here: set it to gzip in every service, or unset it",
  );
}

/** Compresses a body as kombu does with `kombu_compression=gzip`. */
export function compress(body: string): Buffer {
  return deflateSync(body);
}

/**
 * Inflates a body by the value of its `compression` property.
 *
 * @throws {MalformedMessage} it cannot be inflated, is larger than 128 MiB, or was compressed otherwise.
 */
export function decompress(body: Buffer, compression: string | undefined): Buffer {
  if (compression === undefined || compression === "") return body;
  if (compression !== GZIP) {
    throw new MalformedMessage(
      `bodies of type ${compression.slice(0, 60)} are not read: set kombu_compression to gzip at the sender`,
    );
  }
  try {
    return inflateSync(body, { maxOutputLength: MAX_INFLATED });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isTooLarge = code === "ERR_BUFFER_TOO_LARGE";
    throw new MalformedMessage(
      isTooLarge ? `the body inflates to more than ${MAX_INFLATED} bytes` : `the body is no zlib: ${message}`,
    );
  }
}
