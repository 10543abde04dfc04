import type { LogFields, Logger } from "./logger.js";
import { escapeControls } from "./one-line.js";

/**
 * Passes lines on to a logger with control characters in the texts of their fields escaped: names, reasons and
 * descriptions come from peers, and must not forge a line whatever the logger does with them.
 */
export function escapingLogger(logger: Logger): Logger {
  return {
    debug: (fields, message) => logger.debug(escaped(fields), message),
    info: (fields, message) => logger.info(escaped(fields), message),
    warn: (fields, message) => logger.warn(escaped(fields), message),
    error: (fields, message) => logger.error(escaped(fields), message),
  };
}

function escaped(fields: LogFields): LogFields {
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    copy[name] = typeof value === "string" ? escapeControls(value) : value;
  }
  return copy;
}
