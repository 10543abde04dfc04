import type { Command } from "commander";
import type { LintOptions } from "./commands/lint.js";
import { readConfig } from "./config.js";
import type { Print } from "./program.js";

/** Adds the commands that write no code: what a definition is worth, what a change of it breaks, and how it reads. */
export function addReviewCommands(program: Command, filesHelp: string, print: Print): void {
  program
    .command("lint")
    .description("say what is wrong or doubtful in service definitions")
    .argument("[files...]", filesHelp)
    .option("--json", "print for programs")
    .option("--debug", "show the stack of an error")
    .action(async (files: string[], options: LintOptions) => {
      const { lint } = await import("./commands/lint.js");
      lint(files, options, readConfig(), print);
    });
}
