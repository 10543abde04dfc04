import { Argument, type Command } from "commander";
import { completionScript, type Shell } from "../completion-script.js";

const shells: readonly Shell[] = ["bash", "zsh", "fish"];

/** The command `completion`. */
export function defineCompletion(command: Command): Command {
  return command
    .addArgument(new Argument("<shell>", "the shell").choices(shells))
    .addHelpText(
      "after",
      `
Examples:
  source <(oslo-rpc completion bash)
  oslo-rpc completion zsh > "\${fpath[1]}/_oslo-rpc"
  oslo-rpc completion fish > ~/.config/fish/completions/oslo-rpc.fish`,
    )
    .action((shell: Shell) => {
      process.stdout.write(completionScript(shell, command.parent ?? command));
    });
}
