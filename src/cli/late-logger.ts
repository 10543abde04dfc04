import { type LogFields, type Logger, silentLogger } from "../log/logger.js";

/** Passes on what is logged once a command has begun: what keeps it from beginning is its error, and told as that. */
export class LateLogger implements Logger {
  readonly #given: Logger;
  #log = silentLogger;

  constructor(log: Logger) {
    this.#given = log;
  }

  begin(): void {
    this.#log = this.#given;
  }

  debug(fields: LogFields, message: string): void {
    this.#log.debug(fields, message);
  }

  info(fields: LogFields, message: string): void {
    this.#log.info(fields, message);
  }

  warn(fields: LogFields, message: string): void {
    this.#log.warn(fields, message);
  }

  error(fields: LogFields, message: string): void {
    this.#log.error(fields, message);
  }
}
