import { type Command, CommanderError } from "commander";
import { didYouMean } from "../errors/did-you-mean.js";
import { stringifyJson } from "../json/json.js";
import { escapeControls } from "../log/one-line.js";
import { paint } from "./colour.js";
import { describeError, errorLines, exitCodeOf } from "./error-lines.js";
import { EXIT_OK, EXIT_USAGE } from "./exit-code.js";
import { UsageError } from "./usage-error.js";

/**
 * Runs a command line and sets the exit code of the process: 0, 1 when it failed, 2 when the command line is wrong. An
 * error is told on stderr in one line, or as JSON with `--json`; `--debug` anywhere in the command line adds its stack, and
 * the traceback of a server.
 *
 * @param words the words after the name of the command
 * @param rewrite changes them before they are parsed
 */
export async function runCommand(
  program: Command,
  words: readonly string[],
  rewrite: (words: readonly string[]) => readonly string[] = (same) => same,
): Promise<void> {
  reportErrorsOf(program);
  endQuietlyWhenNobodyReads();
  try {
    refuseUnknownHelp(program, words);
    await program.parseAsync(rewrite(words), { from: "user" });
  } catch (error) {
    process.exitCode = endWith(error, { debug: words.includes("--debug"), json: words.includes("--json") });
  }
}

/** Commander would print the help of the whole program, and end as if no command had been named. */
function refuseUnknownHelp({ commands }: Command, [help, asked]: readonly string[]): void {
  const names = ["help", ...commands.map((command) => command.name())];
  if (help !== "help" || asked === undefined || asked.startsWith("-") || names.includes(asked)) return;
  throw new UsageError(`unknown command '${asked}'${didYouMean(asked, names)}`);
}

/** Tells an error on stderr and returns the exit code that goes with it. */
function endWith(
  error: unknown,
  { debug, json }: { readonly debug: boolean; readonly json: boolean },
): number {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT_OK;
  const shown = error instanceof CommanderError ? asUsageError(error) : error;
  const lines = json
    ? [escapeControls(stringifyJson({ error: describeError(shown) }))]
    : errorLines(shown, debug);
  for (const line of lines) {
    const label = "error:";
    const isLabelled = line.startsWith(label);
    const text = isLabelled ? paint(label, "red", process.stderr) + line.slice(label.length) : line;
    process.stderr.write(`${text}\n`);
  }
  return error instanceof CommanderError ? EXIT_USAGE : exitCodeOf(error);
}

/** Commander would print and exit by itself, and for some mistakes with 1. */
function reportErrorsOf(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => {} });
  for (const child of command.commands) reportErrorsOf(child);
}

/** Commander puts its suggestion on a line of its own, and the choices in a second sentence. */
function asUsageError(error: CommanderError): UsageError {
  if (error.code === "commander.help") return new UsageError("name a command; --help lists them");
  const message = error.message.replace(/^error: |\.$/g, "");
  const advised = message
    .replace(/\n\(Did you mean (.*)\?\)$/, "; did you mean $1?")
    .replace(/\. Allowed choices are (.*)$/, "; choose one of $1");
  return new UsageError(advised === message ? `${message}; see --help` : advised);
}

/** `| head` closes the pipe when it has seen enough, which is no failure. */
function endQuietlyWhenNobodyReads(): void {
  process.stdout.once("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(EXIT_OK);
  });
}
