import { readFileSync } from "node:fs";
import { didYouMean } from "../errors/did-you-mean.js";
import { ConfigurationError } from "../errors/setup-errors.js";
import { parseJson } from "../json/json.js";
import { JsonError } from "../json/json-error.js";
import { isJsonObject } from "../json/json-object.js";
import { mistakePlace } from "../json/mistake-place.js";

/** Adds to the problems what is wrong with a value, each with its JSON pointer. */
export type Check = (value: unknown, pointer: string, problems: string[]) => void;

/**
 * Reads a file of JSON.
 *
 * @param kind of file, for messages, as "Users file".
 * @throws {ConfigurationError} it cannot be read, or is no JSON: with line and column.
 */
export function readJsonFile(kind: string, file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "there is no such file" : message;
    throw new ConfigurationError(`${kind} ${file}: ${why}`, { cause: error });
  }
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const { reason, place } = mistakePlace(error, text);
    throw new ConfigurationError(`${kind} ${file}:${place}: not JSON: ${reason}`);
  }
}

/**
 * Checks a document.
 *
 * @throws {ConfigurationError} with every mistake, each with the file and a JSON pointer to its place.
 */
export function checkDocument(kind: string, file: string, document: unknown, check: Check): void {
  const problems: string[] = [];
  check(document, "", problems);
  if (problems.length > 0) {
    throw new ConfigurationError(problems.map((problem) => `${kind} ${file}#${problem}`).join("\n"));
  }
}

/** An object of these members and no others. */
export function object(members: Readonly<Record<string, Check>>): Check {
  const known = new Map(Object.entries(members));
  return (value, pointer, problems) => {
    if (!isJsonObject(value)) {
      problems.push(`${pointer || "/"}: expected an object`);
      return;
    }
    for (const [name, member] of Object.entries(value)) {
      const check = known.get(name);
      if (check === undefined) {
        problems.push(`${pointer}/${escapePointer(name)}: is unknown here${didYouMean(name, known.keys())}`);
      } else {
        check(member, `${pointer}/${name}`, problems);
      }
    }
  };
}

/** A name as it stands in a JSON pointer. */
export function escapePointer(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

export const isText: Check = (value, pointer, problems) => {
  if (typeof value !== "string" || value === "") problems.push(`${pointer}: expected a text`);
};

export const isBoolean: Check = (value, pointer, problems) => {
  if (typeof value !== "boolean") problems.push(`${pointer}: expected true or false`);
};
