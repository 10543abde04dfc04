import { inspect } from "node:util";
import type { LogFields, Logger } from "./logger.js";
import { escapeControls, oneLine } from "./one-line.js";

/** The least severe lines that are written. */
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** Options of a console logger. */
export interface ConsoleLoggerOptions {
  /** `info` when not given. */
  readonly level?: LogLevel | undefined;
  /** Writes the stacks of errors below their line; true when not given. */
  readonly stacks?: boolean | undefined;
}

const levels: readonly LogLevel[] = ["debug", "info", "warn", "error", "silent"];

/**
 * A logger for programs that have none: writes each event as one line on stderr, as
 * `WARNING AMQP connection lost reason="connection refused"`. Control characters in anything from a peer are escaped.
 */
export function consoleLogger({ level = "info", stacks = true }: ConsoleLoggerOptions = {}): Logger {
  const least = levels.indexOf(level);
  const writer = (own: LogLevel, label: string) =>
    levels.indexOf(own) < least
      ? () => {}
      : (fields: LogFields, message: string) => {
          const details = Object.entries(fields).map(([name, value]) => ` ${name}=${show(value)}`);
          const lines = [`${label} ${oneLine(message + details.join(""))}`];
          if (stacks) lines.push(...Object.values(fields).flatMap(stackLines));
          process.stderr.write(`${lines.join("\n")}\n`);
        };
  return {
    debug: writer("debug", "DEBUG"),
    info: writer("info", "INFO"),
    warn: writer("warn", "WARNING"),
    error: writer("error", "ERROR"),
  };
}

function show(value: unknown): string {
  if (value instanceof Error) return JSON.stringify(value.message);
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
