import type { Command } from "commander";
import type { PythonCommandOptions } from "./commands/python.js";
import { readConfig } from "./config.js";
import type { Print } from "./print.js";

const EXAMPLES = `
Examples:
  oslo-gen python                         a package for each definition, below generated-python/
  oslo-gen python schemas/my-service.json --out my_project/rpc
                                          the package my_project.rpc.my_service
  oslo-gen python --out my_project/rpc --check
                                          fail when the packages are not up to date
`;

/** Adds the command that writes Python. */
export function addPythonCommand(program: Command, filesHelp: string, print: Print): void {
  program
    .command("python")
    .description("write typed Python packages: clients and endpoints on oslo.messaging")
    .argument("[files...]", filesHelp)
    .option("--out <dir>", "folder of the packages (default: generated-python)")
    .option("--check", "write nothing; fail and show what differs")
    .option("--dry-run", "write nothing; say what would be written")
    .option("--force", "replace also generated files that somebody edited")
    .addHelpText("after", EXAMPLES)
    .action(async (files: string[], options: PythonCommandOptions) => {
      const { python } = await import("./commands/python.js");
      python(files, options, readConfig(), print);
    });
}
