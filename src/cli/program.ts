import { readFileSync } from "node:fs";
import { Command } from "commander";
import { requestCommand } from "./commands/request.js";
import { routerCommand } from "./commands/router.js";
import { prepareCommand } from "./run-command.js";

/** The command `oslo-rpc` with all that it can do. */
export function makeProgram(): Command {
  const program = prepareCommand(
    new Command("oslo-rpc")
      .description("Calls, serves and routes RPC on the wire of OpenStack's oslo.messaging.")
      .version(packageVersion()),
  );
  for (const command of [routerCommand(), requestCommand("call"), requestCommand("cast")]) {
    program.addCommand(command.copyInheritedSettings(program));
  }
  return program;
}

/** From source and from dist/ the package's root is at different distances. */
function packageVersion(): string {
  for (const root of ["../../", "../../../"]) {
    try {
      const text = readFileSync(new URL(`${root}package.json`, import.meta.url), "utf8");
      return String((JSON.parse(text) as { version: unknown }).version);
    } catch {
      // The other one, then.
    }
  }
  throw new Error("package.json is missing");
}
