import { Command } from "commander";
import { PACKAGE_VERSION } from "../src/package/package-version.js";
import { refuseEmptyValues } from "../src/terminal/refuse-empty.js";
import type { GenerateOptions } from "./commands/generate.js";
import type { InitOptions } from "./commands/init.js";
import type { ScaffoldOptions } from "./commands/scaffold.js";
import { readConfig } from "./config.js";
import { addDefinitionCommands } from "./definition-commands.js";
import { addImportCommand } from "./import-command.js";
import { loadPlugins } from "./plugin.js";
import type { Print } from "./print.js";
import { addPythonCommand } from "./python-command.js";

const EXAMPLES = `
Examples:
  oslo-gen init my-service                begin a service, in a project or as one
  oslo-gen                                generate from all definitions below schemas/
  oslo-gen schemas/my-service.json        generate from one
  oslo-gen generate --watch               and again whenever a definition changes
  oslo-gen generate --check               fail when generated code is not up to date
  oslo-gen scaffold                       write the endpoint classes to fill in, or add to them
  oslo-gen import manager.py rpcapi.py    make a definition of a Python service
  oslo-gen python --out my_project/rpc    write typed Python packages on oslo.messaging
  oslo-gen export --format openrpc        write the definitions in another format
  oslo-gen lint                           say what is wrong or doubtful in the definitions
`;

const FILES = "definition files; without any, those of oslo-gen.config.json or all below schemas/";

/**
 * The command line of oslo-gen.
 *
 * @param print takes results
 * @param tell takes what is none, and is no error that ends the command
 */
export function createProgram(print: Print, tell: Print = print): Command {
  const program = new Command("oslo-gen")
    .description("Writes typed clients and servers from service definitions.")
    .version(PACKAGE_VERSION)
    .addHelpText("after", EXAMPLES);
  program
    .command("generate", { isDefault: true })
    .description("write the TypeScript of service definitions; what happens without a command")
    .argument("[files...]", FILES)
    .option("--out <dir>", "folder of generated code (default: generated)")
    .option("--check", "write nothing; fail and show what differs")
    .option("--dry-run", "write nothing; say what would be written")
    .option("--watch", "generate again whenever a definition changes")
    .option("--force", "replace also generated files that somebody edited")
    .action(async (files: string[], options: GenerateOptions) => {
      // Each command loads what it needs: the compiler behind ts-morph takes most of a second.
      if (options.watch === true) {
        const { watchAndGenerate } = await import("./commands/watch.js");
        return watchAndGenerate(files, options, { print, tell }, untilInterrupted());
      }
      const { generate } = await import("./commands/generate.js");
      const config = readConfig();
      await generate(files, options, config, print, await loadPlugins(config.plugins, config.root));
    });
  program
    .command("scaffold")
    .description(
      "write the endpoint classes that you fill in; those that are there get the methods they lack",
    )
    .argument("[files...]", FILES)
    .option("--dir <dir>", "folder of the endpoint classes (default: src/endpoints)")
    .option("--out <dir>", "folder of generated code (default: generated)")
    .action(async (files: string[], options: ScaffoldOptions) => {
      const { scaffold } = await import("./commands/scaffold.js");
      scaffold(files, options, readConfig(), print);
    });
  program
    .command("init")
    .description("begin a new service, or a new project: definition, code, endpoint class and test")
    .argument("<name>", "name of the service, such as my-service")
    .option("--dir <dir>", "folder of definitions", "schemas")
    .action(async (name: string, options: InitOptions) => {
      const { init } = await import("./commands/init.js");
      await init(name, options, readConfig(), { print, tell });
    });
  addDefinitionCommands(program, FILES, print);
  addImportCommand(program, { print, tell });
  addPythonCommand(program, FILES, print);
  for (const command of [program, ...program.commands])
    command.option("--debug", "show the stack of an error");
  refuseEmptyValues(program);
  return program;
}

/** Aborted by the first signal; the second one ends the process at once. */
function untilInterrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}
