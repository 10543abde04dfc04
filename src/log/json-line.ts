import type { LogFields } from "./logger.js";
import { escapeControls } from "./one-line.js";

/** An event as a line of JSON: `time`, `level`, the fields, and `msg`; an error as pino writes it. */
export function logLine(level: string, fields: LogFields, message: string): string {
  // Before anything asks an error for its own JSON, which seldom has its stack, and may throw.
  const told = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, ofError(value)]));
  const line = { time: new Date().toISOString(), level, ...told, msg: message };
  return escapeControls(JSON.stringify(line, (_name, value: unknown) => ofBigInt(value)));
}

function ofError(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return { type: value.name, message: value.message, stack: value.stack };
}

function ofBigInt(value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
