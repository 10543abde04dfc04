/**
 * Where the library writes what happens to it. The methods have pino's shape, so a pino logger can be passed
 * as it is. Without one, warnings and errors go to the standard error, each cause once.
 *
 * An error is the field `err`, under which pino and bunyan show its class, message and stack.
 */
export interface Logger {
  /** The steps of the library's work. */
  debug(fields: LogFields, message: string): void;
  /** Connections that open and close. */
  info(fields: LogFields, message: string): void;
  /** Events that the library copes with and somebody should know of. */
  warn(fields: LogFields, message: string): void;
  /** Failures that nothing makes up for. */
  error(fields: LogFields, message: string): void;
}

/** Details of a log line, as name and value. Whatever comes from a peer is passed here, never in the message. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Drops every line, for programs that want to hear nothing. */
export const silentLogger: Logger = loggerOf(() => {});

/** A logger all of whose lines go to one function. */
export function loggerOf(write: (level: keyof Logger, fields: LogFields, message: string) => void): Logger {
  const writer = (level: keyof Logger) => (fields: LogFields, message: string) =>
    write(level, fields, message);
  return { debug: writer("debug"), info: writer("info"), warn: writer("warn"), error: writer("error") };
}
