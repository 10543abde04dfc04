import { dirname, resolve } from "node:path";
import type { Command, Option } from "commander";
import { isJsonObject } from "../json/json-object.js";
import {
  type Check,
  checkDocument,
  isBoolean,
  isText,
  object,
  readJsonFile,
} from "../router/document-check.js";
import type { RouterCommandOptions } from "./router-settings.js";

/** For messages. */
const KIND = "Configuration file";

/** Options that say what to do rather than how the router is. */
const COMMANDS: ReadonlySet<string> = new Set(["config", "make-verifier"]);

const isLimits: Check = (value, pointer, problems) => {
  if (!isJsonObject(value)) problems.push(`${pointer}: expected an object, as { "maxConnections": 500 }`);
  else
    for (const [name, limit] of Object.entries(value))
      if (!Number.isSafeInteger(limit)) problems.push(`${pointer}/${name}: expected a whole number`);
};

/**
 * Options with those that a file has and the command line has not. It names them as the command line does, and paths of
 * files count from where it is.
 *
 * @throws {ConfigurationError} with every mistake, each with the file and a JSON pointer, or line and column.
 */
export function withConfigFile(
  options: RouterCommandOptions,
  file: string,
  command: Command,
): RouterCommandOptions {
  const known = command.options.filter((option) => !COMMANDS.has(nameOf(option)));
  const document = readJsonFile(KIND, file);
  const checks = Object.fromEntries(known.map((option) => [nameOf(option), checkOf(option)]));
  checkDocument(KIND, file, document, object(checks));
  const members = document as Readonly<Record<string, unknown>>;
  const added: Record<string, unknown> = {};
  for (const option of known) {
    const name = option.attributeName();
    const value = members[nameOf(option)];
    if (value === undefined) continue;
    if (option.attributeName() === "limit") {
      added.limit = { ...(value as object), ...options.limit };
    } else if (command.getOptionValueSource(name) !== "cli") {
      added[name] = isFile(option) ? resolve(dirname(file), value as string) : value;
    }
  }
  return { ...options, ...added };
}

/** Whatever the command line takes as a word, the file may have as text or number; how it is read is the same. */
function checkOf(option: Option): Check {
  if (option.attributeName() === "limit") return isLimits;
  if (option.isBoolean()) return isBoolean;
  const { parseArg } = option;
  if (parseArg === undefined) return isText;
  return (value, pointer, problems) => {
    if (typeof value !== "number") {
      problems.push(`${pointer}: expected a number`);
      return;
    }
    try {
      parseArg(String(value), undefined);
    } catch (error) {
      problems.push(`${pointer}: ${(error as Error).message}`);
    }
  };
}

function isFile(option: Option): boolean {
  return option.flags.endsWith("<file>");
}

function nameOf(option: Option): string {
  return option.long?.slice(2) ?? option.name();
}
