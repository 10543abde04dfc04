import { readFileSync } from "node:fs";
import { NoRecord, readRecord } from "../tap/record.js";
import type { TrafficLine } from "../tap/traffic.js";
import { UsageError } from "../terminal/usage-error.js";

/** The traffic of a file that `oslo-rpc record` has written. @throws {UsageError} it is none. */
export function readRecordFile(file: string): readonly TrafficLine[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    return readRecord(text);
  } catch (error) {
    if (!(error instanceof NoRecord)) throw error;
    throw new UsageError(`${file}: ${error.message}`);
  }
}
