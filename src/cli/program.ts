import { Command } from "commander";
import { packageVersion } from "../terminal/package-version.js";
import { completionCommand } from "./commands/completion.js";
import { configCommand } from "./commands/config.js";
import { listenCommand } from "./commands/listen.js";
import { notifyCommand } from "./commands/notify.js";
import { pingCommand } from "./commands/ping.js";
import { requestCommand } from "./commands/request.js";
import { routerCommand } from "./commands/router.js";

/** The command `oslo-rpc` with all that it can do. */
export function makeProgram(): Command {
  const program = new Command("oslo-rpc")
    .description("Calls, serves and routes RPC on the wire of OpenStack's oslo.messaging.")
    .version(packageVersion());
  for (const command of [
    routerCommand(),
    requestCommand("call"),
    requestCommand("cast"),
    notifyCommand(),
    listenCommand(),
    pingCommand(),
    configCommand(),
    completionCommand(),
  ]) {
    program.addCommand(command);
  }
  return program;
}
