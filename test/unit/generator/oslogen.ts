import type { Command } from "commander";
import { createProgram } from "../../../generator/program.js";
import { errorLines, exitCodeOf } from "../../../src/terminal/error-lines.js";

/** What a command line printed and how it ended. */
export interface Outcome {
  readonly lines: readonly string[];
  readonly errors: readonly string[];
  readonly exitCode: number;
}

/** Runs oslo-gen in the current folder. */
export async function oslogen(...words: readonly string[]): Promise<Outcome> {
  const lines: string[] = [];
  const program = createProgram((line) => lines.push(line));
  quiet(program);
  try {
    await program.parseAsync(words, { from: "user" });
    return { lines, errors: [], exitCode: 0 };
  } catch (error) {
    return { lines, errors: errorLines(error, false), exitCode: exitCodeOf(error) };
  }
}

function quiet(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => {}, writeErr: () => {} });
  for (const child of command.commands) quiet(child);
}
