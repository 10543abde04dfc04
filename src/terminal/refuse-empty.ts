import type { Command } from "commander";
import { UsageError } from "./usage-error.js";

/** The arguments that may be empty: what is sent, which is for the caller to choose. */
const FREE = new Set(["words", "payload"]);

/**
 * Makes the commands of a program refuse an empty value, such as that of a variable nobody has set: it would mean the
 * current folder, or a topic that nobody serves.
 */
export function refuseEmptyValues(program: Command): void {
  program.hook("preAction", (_, command) => {
    for (const option of command.options) {
      const value: unknown = command.getOptionValue(option.attributeName());
      if (isEmpty(value)) throw new UsageError(`${option.long} is empty; give it a value, or leave it out`);
    }
    for (const [index, argument] of command.registeredArguments.entries()) {
      if (FREE.has(argument.name()) || !isEmpty(command.processedArgs[index])) continue;
      throw new UsageError(`the argument ${argument.name()} is empty; give it a value`);
    }
  });
}

function isEmpty(value: unknown): boolean {
  return value === "" || (Array.isArray(value) && value.includes(""));
}
