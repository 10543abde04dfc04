/**
 * Where the library writes what happens to it. The methods have pino's shape, so a pino logger can be passed
 * as it is. Nothing is logged unless a logger is given.
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

/** Drops every line. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
};
