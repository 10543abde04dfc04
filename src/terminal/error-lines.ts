import { MessagingError } from "../errors/messaging-error.js";
import {
  ConfigurationError,
  DefinitionError,
  DriverLoadFailure,
  InvalidTarget,
  InvalidTransportURL,
} from "../errors/setup-errors.js";
import { InvalidArguments, InvalidPayload } from "../errors/validation-errors.js";
import { escapeControls, oneLine } from "../log/one-line.js";
import { EXIT_FAILED, EXIT_USAGE } from "./exit-code.js";
import { remoteFailureOf, remoteFailureText, tracebackLines } from "./remote-failure.js";
import { systemFailureText } from "./system-failure.js";
import { UsageError } from "./usage-error.js";

/**
 * The lines that tell people of an error: one line that says what, where and what to do, or one for each mistake in a
 * definition.
 *
 * @param debug adds the traceback of the server where it is the server's, the stack, and those of the causes
 */
export function errorLines(error: unknown, debug: boolean): string[] {
  const messages = error instanceof DefinitionError ? problemTexts(error) : [errorText(error)];
  const lines = messages.map((message) => `error: ${oneLine(message)}`);
  if (!debug) return lines;
  const failure = remoteFailureOf(error);
  const remote = failure === undefined ? [] : tracebackLines(failure);
  return [...lines, ...[...remote, ...stackLines(error)].map(escapeControls)];
}

/**
 * The description of an error for programs: its class, its code where it has one, its message, and all that the server
 * said of an exception.
 */
export function describeError(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = error instanceof MessagingError ? { code: error.code } : {};
  const remote = remoteFailureOf(error);
  return { name: error.name, ...code, message: error.message, ...(remote && { remote }) };
}

/** Text of an error, which may have line ends. */
export function errorText(error: unknown): string {
  const remote = remoteFailureOf(error);
  if (remote !== undefined) return remoteFailureText(remote);
  if (!(error instanceof Error)) return String(error);
  return systemFailureText(error) ?? (error.message === "" ? error.name : error.message);
}

/** Errors of a command line before anything is tried. */
const usageErrors = [
  UsageError,
  ConfigurationError,
  InvalidTransportURL,
  DriverLoadFailure,
  InvalidTarget,
  InvalidArguments,
  InvalidPayload,
] as const;

/** The exit code of a command that ended with the error. */
export function exitCodeOf(error: unknown): number {
  return usageErrors.some((type) => error instanceof type) ? EXIT_USAGE : EXIT_FAILED;
}

/** A name from a definition may hold a line end, so that the message cannot be split at its own. */
function problemTexts({ problems }: DefinitionError): string[] {
  return problems.map(({ file, pointer, message }) => `${file}${pointer && `#${pointer}`}: ${message}`);
}

function stackLines(error: unknown): string[] {
  const lines: string[] = [];
  const seen = new Set<unknown>();
  for (let current = error; current instanceof Error && !seen.has(current); current = current.cause) {
    seen.add(current);
    const prefix = current === error ? "" : "caused by: ";
    lines.push(...`${prefix}${current.stack ?? current.message}`.split("\n"));
  }
  return lines;
}
