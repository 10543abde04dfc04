import { MessagingError } from "../errors/messaging-error.js";
import { InvalidArguments } from "../errors/rpc-errors.js";
import {
  ConfigurationError,
  DefinitionError,
  DriverLoadFailure,
  InvalidTarget,
  InvalidTransportURL,
} from "../errors/setup-errors.js";
import { oneLine } from "./one-line.js";
import { UsageError } from "./usage-error.js";

/** Exit codes of both commands. */
export const ExitCode = {
  ok: 0,
  /** The call or the check failed. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
} as const;

/** What a command line can get wrong before anything is tried. */
const usageErrors = [
  UsageError,
  ConfigurationError,
  InvalidTransportURL,
  DriverLoadFailure,
  InvalidTarget,
  InvalidArguments,
] as const;

/** How an error is told. */
export interface ReportOptions {
  /** Name of the command, which begins each line. */
  readonly command: string;
  /** Adds the stack. */
  readonly debug: boolean;
  /** Tells it as a JSON object. */
  readonly json?: boolean;
}

/** Writes an error to stderr, a line for each mistake, and returns the exit code it asks for. */
export function reportError(error: unknown, { command, debug, json = false }: ReportOptions): number {
  if (json) process.stderr.write(`${JSON.stringify({ error: describeError(error) })}\n`);
  else for (const line of linesOf(error)) process.stderr.write(`${command}: ${oneLine(line)}\n`);
  if (debug && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return usageErrors.some((type) => error instanceof type) ? ExitCode.usage : ExitCode.failed;
}

function linesOf(error: unknown): readonly string[] {
  if (error instanceof DefinitionError) return error.message.split("\n");
  return [error instanceof Error ? error.message : String(error)];
}

function describeError(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = error instanceof MessagingError ? { code: error.code } : {};
  return { name: error.name, ...code, message: error.message };
}
