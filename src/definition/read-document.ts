import { readFileSync, statSync } from "node:fs";
import { parseJson } from "../json/json.js";
import { JsonError } from "../json/json-error.js";
import { mistakePlace } from "../json/mistake-place.js";
import { withoutComments } from "./comments.js";
import { formatOf } from "./definition-format.js";
import { duplicateKeys } from "./duplicate-keys.js";
import { joinPointer } from "./json-pointer.js";
import { otherNotation } from "./other-kinds.js";
import { parseYaml, YamlError } from "./parse-yaml.js";
import { Problems } from "./problems.js";

/** No definition written by people comes near; a larger file was named by mistake. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Why a file cannot be read, as the end of a sentence that begins with its name. */
export class UnreadableFile extends Error {}

/**
 * Gives the content of a file.
 *
 * @throws {UnreadableFile} there is none.
 */
export type ReadFile = (file: string) => Uint8Array;

/** The first two bytes of what some editors call Unicode, in either order of bytes. */
const UTF_16_MARKS: ReadonlySet<string> = new Set(["255 254", "254 255"]);

/**
 * Reads a file of JSON, of JSON with comments or of YAML, with integers of any size. Mistakes are added to `problems`.
 *
 * @returns the document, or undefined when there is none to go on with
 */
export function readDocument(file: string, problems: Problems, read: ReadFile = readFromDisk): unknown {
  const text = readText(file, problems, read);
  if (text === undefined) return undefined;
  const document = parse(text, file, problems);
  refuseNonFinite(document, [], (path) =>
    problems.add(file, joinPointer("", ...path), "must be a finite number", "unreadable-file"),
  );
  return document;
}

/**
 * Reads a file to see what it is about: what is told of a document that is taken is not looked for here, and integers
 * may be rounded.
 *
 * @returns the document, or undefined when there is none
 */
export function glanceAt(file: string): unknown {
  const problems = new Problems();
  const text = readText(file, problems, readFromDisk);
  if (text === undefined) return undefined;
  if (formatOf(file) !== "JSON") return parse(text, file, problems);
  try {
    return JSON.parse(text);
  } catch {
    // Python writes numbers that are no JSON, and they are told where they stand.
    return parse(text, file, problems);
  }
}

function parse(text: string, file: string, problems: Problems): unknown {
  const format = formatOf(file);
  const fail = (reason: string): undefined => {
    problems.add(file, "", `is not ${format}: ${reason}`, "unreadable-file");
    return undefined;
  };
  try {
    if (format === "YAML") return parseYaml(text);
    const json = format === "JSON" ? text : withoutComments(text);
    const document = parseJson(json);
    for (const pointer of duplicateKeys(json))
      problems.add(file, pointer, "stands twice in its object", "unreadable-file");
    return document;
  } catch (error) {
    if (error instanceof YamlError) return fail(error.message);
    if (!(error instanceof JsonError)) throw error;
    const notation = otherNotation(text);
    if (notation !== undefined) return fail(notation);
    const { reason, place } = mistakePlace(error, text);
    const hint = /^\/[/*]/.test(text.slice(error.position))
      ? "; comments are for files that end in .jsonc"
      : "";
    return fail(`${reason} at ${place}${hint}`);
  }
}

function readText(file: string, problems: Problems, read: ReadFile): string | undefined {
  const fail = (message: string): undefined => {
    problems.add(file, "", message, "unreadable-file");
    return undefined;
  };
  try {
    // A byte order mark is what some editors put there; JSON itself has none. The decoder drops it.
    const bytes = read(file);
    if (UTF_16_MARKS.has(`${bytes[0]} ${bytes[1]}`)) return fail("is UTF-16 text; save it as UTF-8");
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.trim() === ""
      ? fail("is empty; expected a JSON object: write one, or remove the file")
      : text;
  } catch (error) {
    if (error instanceof UnreadableFile) return fail(error.message);
    if (error instanceof TypeError) return fail("is not UTF-8 text; expected a JSON file: save it as UTF-8");
    throw error;
  }
}

/** @throws {UnreadableFile} there is none, or no text of a definition. */
export function readFromDisk(file: string): Uint8Array {
  try {
    const stats = statSync(file);
    if (stats.isDirectory()) throw new UnreadableFile("is a directory; expected a JSON file");
    if (!stats.isFile()) throw new UnreadableFile("is no regular file; expected a JSON file");
    if (stats.size > MAX_BYTES) {
      throw new UnreadableFile("is larger than 16 MiB; expected a service definition");
    }
    return readFileSync(file);
  } catch (error) {
    throw error instanceof UnreadableFile ? error : new UnreadableFile(failureOf(error), { cause: error });
  }
}

function failureOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return "no such file";
  if (code === "EACCES" || code === "EPERM") return "may not be read; check its permissions";
  return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}

/** The parser also reads what Python writes for NaN, and a literal such as 1e999 becomes infinite. */
function refuseNonFinite(
  value: unknown,
  path: (string | number)[],
  refuse: (path: readonly (string | number)[]) => void,
): void {
  if (typeof value === "number" && !Number.isFinite(value)) refuse(path);
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    path.push(name);
    refuseNonFinite(member, path, refuse);
    path.pop();
  }
}
