import { inspect } from "node:util";
import { logLine } from "./json-line.js";
import { type LogFields, type Logger, loggerOf } from "./logger.js";
import { escapeControls, oneLine } from "./one-line.js";

/** The least severe lines that are written. */
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** Options of a console logger. */
export interface ConsoleLoggerOptions {
  /** `info` when not given. */
  readonly level?: LogLevel | undefined;
  /** Writes the stacks of errors below their line; true when not given. A line of JSON has them always. */
  readonly stacks?: boolean | undefined;
  /** Writes each event as a line of JSON with `time`, `level` and `msg`; false when not given. */
  readonly json?: boolean | undefined;
}

const levels: readonly LogLevel[] = ["debug", "info", "warn", "error", "silent"];

/**
 * A logger for programs that have none: writes each event as one line on the standard error, as
 * `2026-11-29T12:00:00.000Z WARNING AMQP connection lost reason="connection refused"`. Control characters in anything
 * from a peer are escaped.
 *
 * @example
 * ```ts
 * const transport = getRpcTransport({ url: "amqp://127.0.0.1:5672", logger: consoleLogger({ level: "warn" }) });
 * ```
 */
export function consoleLogger(options: ConsoleLoggerOptions = {}): Logger {
  const { level = "info", stacks = true, json = false } = options;
  const least = levels.indexOf(level);
  return loggerOf((own, fields, message) => {
    if (levels.indexOf(own) < least) return;
    const line = json ? logLine(own, fields, message) : textLine(own, fields, message, stacks);
    process.stderr.write(`${line}\n`);
  });
}

function textLine(level: LogLevel, fields: LogFields, message: string, stacks: boolean): string {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  const details = known.map(([name, value]) => ` ${name}=${show(value)}`);
  const label = level === "warn" ? "WARNING" : level.toUpperCase();
  const lines = [`${new Date().toISOString()} ${label} ${oneLine(message + details.join(""))}`];
  if (stacks) lines.push(...known.flatMap(([, value]) => stackLines(value)));
  return lines.join("\n");
}

function show(value: unknown): string {
  if (value instanceof Error) return JSON.stringify(`${value.name}: ${value.message}`);
  return typeof value === "string"
    ? JSON.stringify(value)
    : inspect(value, { breakLength: Number.POSITIVE_INFINITY });
}

/** Where an error comes from; its message stands in the line above. */
function stackLines(value: unknown): string[] {
  if (!(value instanceof Error) || value.stack === undefined) return [];
  const places = value.stack.split("\n").filter((line) => /^\s+at /.test(line));
  return places.map(escapeControls);
}
