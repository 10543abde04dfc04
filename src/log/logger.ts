/**
 * Where the library writes what happens to it. The methods have pino's shape, so a pino logger can be passed
 * as it is. Nothing is logged unless a logger is given.
 */
export interface Logger {
  /** What the library does, step by step. */
  debug(fields: LogFields, message: string): void;
  /** Connections that open and close. */
  info(fields: LogFields, message: string): void;
  /** What the library copes with and somebody should know. */
  warn(fields: LogFields, message: string): void;
  /** What failed and was not to fail. */
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
