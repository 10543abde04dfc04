import { type LogFields, type Logger, loggerOf } from "./logger.js";
import { escapeControls } from "./one-line.js";
import { standardErrorLogger } from "./standard-error.js";

/**
 * Stands between the library and the logger of a program. Control characters in the texts of fields are escaped: names,
 * reasons and descriptions come from peers, and must not forge a line whatever the logger does with them. What the
 * logger throws is told once on the standard error and ends there: lines are written amid the work on a connection,
 * which must not break for one that is lost.
 */
export function guardedLogger(logger: Logger): Logger {
  let hasFailed = false;
  return loggerOf((level, fields, message) => {
    try {
      logger[level](escaped(fields), message);
    } catch (error) {
      if (hasFailed) return;
      hasFailed = true;
      tellOfFailure(error);
    }
  });
}

function tellOfFailure(err: unknown): void {
  try {
    standardErrorLogger.error({ err }, "The logger failed, which is logged once");
  } catch {
    // It was this logger that failed, or the error cannot be shown.
  }
}

function escaped(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === "string" ? escapeControls(value) : value,
    ]),
  );
}
