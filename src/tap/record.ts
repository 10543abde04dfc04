import { parseJson, stringifyJson } from "../json/json.js";
import { isJsonObject, type JsonObject } from "../json/json-object.js";
import { PACKAGE_VERSION } from "../package/package-version.js";
import type { TrafficLine } from "./traffic.js";

/** Names the format in the first line of a record. */
const FORMAT = "oslo-rpc-record";

/** The newest version of the format that is read, and the one that is written. */
const VERSION = 1;

/** Members that a line of each type must have, which are texts. */
const TEXTS: Readonly<Record<TrafficLine["type"], readonly string[]>> = {
  call: ["time", "id", "topic", "method"],
  cast: ["time", "topic", "method"],
  reply: ["time", "id"],
  notification: ["time", "topic"],
  unreadable: ["time"],
  missed: ["time"],
};

/** A text is no record, or not of a version that is known. */
export class NoRecord extends Error {
  override readonly name = "NoRecord";
}

/** The first line of a record. */
export function recordHead(topics: readonly string[], masked: boolean): string {
  const time = new Date().toISOString();
  return stringifyJson({ format: FORMAT, version: VERSION, library: PACKAGE_VERSION, time, topics, masked });
}

/**
 * The traffic of a record: a line of JSON that names the format, and one for each message.
 *
 * @throws {NoRecord} with the number of the line that is wrong.
 */
export function readRecord(text: string): readonly TrafficLine[] {
  const [head = "", ...lines] = text.split("\n");
  const { format, version } = parseLine(head, 1);
  if (format !== FORMAT) throw new NoRecord("it is no record: its first line does not name the format");
  if (version !== VERSION)
    throw new NoRecord(`it is of version ${String(version)}; this release reads ${VERSION}`);
  // What wrote it may have been killed in the middle of a line.
  if (!isJson(lines.at(-1) ?? "")) lines.pop();
  return lines.flatMap((line, index) => {
    if (line === "") return [];
    const fields = parseLine(line, index + 2);
    // Members and types may be added later.
    return isTraffic(fields, index + 2) ? [fields] : [];
  });
}

function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}

function parseLine(line: string, number: number): JsonObject {
  let value: unknown;
  try {
    value = parseJson(line);
  } catch {
    throw new NoRecord(`line ${number} is no JSON`);
  }
  if (isJsonObject(value)) return value;
  throw new NoRecord(`line ${number} is no JSON object`);
}

function isTraffic(fields: JsonObject, number: number): fields is JsonObject & TrafficLine {
  const { type } = fields;
  if (typeof type !== "string" || !Object.hasOwn(TEXTS, type)) return false;
  const texts = TEXTS[type as TrafficLine["type"]];
  const lacking = texts.find((name) => typeof fields[name] !== "string");
  if (lacking !== undefined) throw new NoRecord(`line ${number}: a ${type} needs ${lacking}, as a text`);
  return true;
}
