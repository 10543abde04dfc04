import { consoleLogger } from "./console-logger.js";
import { type LogFields, type Logger, loggerOf } from "./logger.js";

/** Causes that are remembered; when there are more, the oldest may be told again. */
const REMEMBERED = 200;

/** The logger of programs that give none. They share it, so that none is told twice by two transports. */
export const standardErrorLogger: Logger = oncePerCause(consoleLogger({ level: "warn" }));

/** Passes on what has not been told before: the same event with the same reason is told once. */
export function oncePerCause(logger: Logger): Logger {
  const told = new Set<string>();
  return loggerOf((level, fields, message) => {
    if (level === "warn" || level === "error") {
      const cause = causeOf(fields, message);
      if (told.has(cause)) return;
      if (told.size === REMEMBERED) told.delete(told.values().next().value ?? "");
      told.add(cause);
    }
    logger[level](fields, message);
  });
}

/** Names and numbers of single messages are no cause. */
function causeOf({ err, reason, option, method, notification }: LogFields, message: string): string {
  const error = err instanceof Error ? `${err.name}: ${err.message}` : undefined;
  return JSON.stringify([message, error ?? reason, option, method, notification].map(String));
}
