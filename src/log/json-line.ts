import type { LogFields } from "./logger.js";
import { escapeControls } from "./one-line.js";

/** An event as a line of JSON: `time`, `level`, the fields, and `msg`; an error as pino writes it. */
export function logLine(level: string, fields: LogFields, message: string): string {
  const line = { time: new Date().toISOString(), level, ...fields, msg: message };
  return escapeControls(JSON.stringify(line, (_name, value: unknown) => plain(value)));
}

function plain(value: unknown): unknown {
  if (value instanceof Error) return { type: value.name, message: value.message, stack: value.stack };
  return typeof value === "bigint" ? value.toString() : value;
}
