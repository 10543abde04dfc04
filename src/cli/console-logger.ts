import { inspect } from "node:util";
import type { LogFields, Logger } from "../log/logger.js";
import { oneLine } from "../terminal/error-lines.js";

/** The least severe lines that are written. */
export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

const levels: readonly LogLevel[] = ["debug", "info", "warn", "error", "silent"];

/** Writes each event as one line on stderr: `WARNING AMQP connection lost reason="connection refused"`. */
export function consoleLogger(level: LogLevel): Logger {
  const least = levels.indexOf(level);
  const writer = (own: LogLevel, label: string) =>
    levels.indexOf(own) < least
      ? () => {}
      : (fields: LogFields, message: string) => {
          const details = Object.entries(fields).map(([name, value]) => ` ${name}=${show(value)}`);
          process.stderr.write(`${label} ${oneLine(message + details.join(""))}\n`);
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
