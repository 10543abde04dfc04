import { stringifyJson } from "../json/json.js";
import { isJsonObject } from "../json/json-object.js";

/** An exception as it travels in a reply (`oslo_messaging.rpc.common` serializes it so). */
export interface RemoteFailure {
  /** Name of the class. */
  readonly class: string;
  /** Python module of the class. */
  readonly module: string;
  readonly message: string;
  /** Lines of the stack, each ending with a line break. */
  readonly tb: readonly string[];
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
}

/** Python marks classes it makes for remote exceptions with this suffix. */
const REMOTE_SUFFIX = "_Remote";

/**
 * Most characters that are kept of a text a peer sent; a traceback is told by its end, everything else by its
 * beginning.
 */
const MAX_TEXT = 64 * 1024;

/** Encodes a failure as the JSON text that stands under `failure` in a reply. */
export function encodeFailure(failure: RemoteFailure): string {
  return stringifyJson(failure);
}

/**
 * Reads what stands under `failure` in a reply. Whatever a peer sends becomes a failure of strings, lists and
 * plain objects: fields of a wrong type count as missing, long texts are cut.
 */
export function decodeFailure(value: unknown): RemoteFailure {
  const fields = isJsonObject(value) ? value : {};
  const name = text(fields.class) || "Exception";
  const module = text(fields.module);
  const isMarked = name.endsWith(REMOTE_SUFFIX) && module.endsWith(REMOTE_SUFFIX);
  return {
    class: isMarked ? name.slice(0, -REMOTE_SUFFIX.length) : name,
    module: isMarked ? module.slice(0, -REMOTE_SUFFIX.length) : module,
    message: text(fields.message),
    tb: traceback(fields.tb),
    args: Array.isArray(fields.args) ? fields.args : [],
    kwargs: isJsonObject(fields.kwargs) ? fields.kwargs : {},
  };
}

function text(value: unknown): string {
  return typeof value === "string" ? value.slice(0, MAX_TEXT) : "";
}

function traceback(value: unknown): readonly string[] {
  const lines = typeof value === "string" ? [value] : Array.isArray(value) ? value : [];
  const kept: string[] = [];
  let length = 0;
  for (const line of lines.filter((item) => typeof item === "string").reverse()) {
    length += line.length;
    if (length > MAX_TEXT) break;
    kept.push(line);
  }
  return kept.reverse();
}
