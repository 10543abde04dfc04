import { type Command, CommanderError } from "commander";
import { ExitCode, reportError } from "../terminal/report-error.js";
import { joinConfigPairs } from "./config-pairs.js";

/** Makes a command tell its mistakes in one line and end by an exception. Do so before adding commands to it. */
export function prepareCommand(command: Command): Command {
  const name = command.name();
  return command.exitOverride().configureOutput({
    // Commander puts a suggestion on a line of its own.
    outputError: (text, write) => {
      const line = text
        .replace(/^error: /, "")
        .trimEnd()
        .replace(/\n\((.*)\)$/, "; $1");
      write(`${name}: ${line}; ${name} --help shows the options\n`);
    },
  });
}

/** Runs a command with the words of a command line, tells what goes wrong, and returns the exit code. */
export async function runCommand(command: Command, words: readonly string[]): Promise<number> {
  try {
    await prepareCommand(command).parseAsync(joinConfigPairs(words), { from: "user" });
    return ExitCode.ok;
  } catch (error) {
    // Commander has told it already; help and version come this way too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    const [debug, json] = [words.includes("--debug"), words.includes("--json")];
    return reportError(error, { command: command.name(), debug, json });
  }
}
