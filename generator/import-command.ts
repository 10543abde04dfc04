import type { Command } from "commander";
import type { ImportOptions } from "./commands/import.js";
import type { Print } from "./print.js";

const EXAMPLES = `
Examples:
  oslo-gen import nova/compute/manager.py nova/compute/rpcapi.py --out schemas/nova-compute.json
                                          a definition, and a report of what is certain, guessed and missing
  oslo-gen import manager.py --topic compute
                                          the definition on stdout, the report on stderr
  oslo-gen import manager.py rpcapi.py --merge schemas/nova-compute.json
                                          add what is new, and keep every word of yours
  oslo-gen import neutron/api/rpc/handlers/*.py --out schemas/
                                          a definition for each service in the files
  oslo-gen import openrpc.json --topic pets --out schemas/pets.json
  oslo-gen import draft-07.json --out schemas/common.json
                                          schemas of any draft, for definitions to refer to
`;

/** Adds the command that makes a definition of what is there already. */
export function addImportCommand(
  program: Command,
  { print, tell }: { readonly print: Print; readonly tell: Print },
): void {
  program
    .command("import")
    .description("make a service definition of Python sources, which are read and not run, or of OpenRPC")
    .argument(
      "[files...]",
      "Python files: managers, endpoints, rpcapi clients, and mixins; or one OpenRPC document or JSON Schema",
    )
    .option("--out <path>", "file of the definition, or a folder for several; without it stdout")
    .option("--merge [file]", "add to the definition that is there, and change no word of it")
    .option("--force", "replace a definition that is there")
    .option("--class <name...>", "only these classes")
    .option("--path <dir...>", "where else the modules are that the files import")
    .option("--service <name>", "name of the service")
    .option("--topic <topic>", "topic, where the files do not say it")
    .option("--exchange <exchange>", "exchange, where the files do not say it")
    .option("--control-exchange <exchange>", "exchange where the deployment configures no control_exchange")
    .option("--namespace <namespace>", "namespace, where the files do not say it")
    .option("--target-version <version>", "version of the interface, where the files do not say it")
    .option("--json", "print the report for programs")
    .addHelpText("after", EXAMPLES)
    .action(async (files: string[], options: ImportOptions) => {
      const { importDefinition } = await import("./commands/import.js");
      importDefinition(files, options, { print, tell });
    });
}
