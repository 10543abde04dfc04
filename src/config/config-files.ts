import { isUtf8 } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { groupBy } from "../collections/group-by.js";
import { ConfigurationError } from "../errors/setup-errors.js";
import { type IniAssignment, normalizeSection, parseIni } from "./ini.js";
import { type Option, type OptionPlace, placeKey } from "./option.js";
import type { AssignedTexts } from "./value-source.js";

/** An assignment and the file it stands in. */
export interface FileAssignment extends IniAssignment {
  readonly file: string;
}

/** The assignments of one file, by section and key. */
type FileContent = ReadonlyMap<string, readonly FileAssignment[]>;

/** The assignments of all files; those of a later file are stronger. */
export class FileValues {
  readonly #files: readonly FileContent[];

  constructor(files: readonly (readonly FileAssignment[])[]) {
    this.#files = files.map((assignments) =>
      groupBy(assignments, ({ section, key }) => placeKey({ group: section, name: key })),
    );
  }

  /**
   * The assignments of the files to an option, under its name or a deprecated one. Assignments of an option that may
   * be repeated add up over all files; of any other the last one of the last file counts.
   */
  find(option: Option<unknown>): AssignedTexts | undefined {
    const found = this.#files.flatMap((file) => assignmentsOf(file, option));
    const last = found.at(-1);
    if (last === undefined) return undefined;
    return {
      texts: option.type.multiple ? found.map(({ value }) => value) : [last.value],
      source: { kind: "file", file: last.file, line: last.line },
    };
  }

  /** The assignment that counts at a place that the options table need not know. */
  findPlace(group: string, name: string): FileAssignment | undefined {
    const key = placeKey({ group: normalizeSection(group), name });
    return this.#files
      .findLast((file) => file.has(key))
      ?.get(key)
      ?.at(-1);
  }

  /** Every assignment, in order. */
  *assignments(): Iterable<FileAssignment> {
    for (const file of this.#files) for (const assignments of file.values()) yield* assignments;
  }
}

/**
 * Reads files, then the `*.conf` files of folders in the order of their names.
 *
 * @throws {ConfigurationError} A file or folder that cannot be read, or a line that cannot be understood.
 */
export function readConfigFiles(files: readonly string[], dirs: readonly string[]): FileValues {
  const paths = [...files.map(expandHome), ...dirs.flatMap((dir) => listDir(expandHome(dir)))];
  return new FileValues(
    paths.map((file) => parseIni(readText(file), file).map((found) => ({ ...found, file }))),
  );
}

/** In one file, deprecated names are weaker than the current one. */
function assignmentsOf(file: FileContent, option: Option<unknown>): readonly FileAssignment[] {
  const places: readonly OptionPlace[] = [...option.deprecated.toReversed(), option];
  return places.flatMap((place) => file.get(placeKey(place)) ?? []);
}

function listDir(dir: string): string[] {
  const names = attempt(`Cannot read configuration folder ${dir}`, () => readdirSync(dir));
  return names
    .filter((name) => name.endsWith(".conf") && !name.startsWith("."))
    .sort()
    .map((name) => join(dir, name));
}

function readText(file: string): string {
  const bytes = attempt(`Cannot read configuration file ${file}`, () => readFileSync(file));
  const fail = (why: string) => new ConfigurationError(`Cannot read configuration file ${file}: ${why}`);
  // As UTF-8, a text of UTF-16 in Latin letters is one with zeros in it.
  if (!isUtf8(bytes) || bytes.includes(0)) throw fail("it is not UTF-8");
  if (bytes.subarray(0, MARK.length).equals(MARK))
    throw fail("it begins with a byte order mark, which oslo.config does not read either: save it without");
  return bytes.toString("utf8");
}

/** Some editors put it before UTF-8. */
const MARK = Buffer.from("\ufeff");

/** By the code of the system's error. */
const CAUSES: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "it does not exist"],
  ["EACCES", "it may not be read; check its permissions"],
  ["EISDIR", "it is a folder, whose files --config-dir reads"],
  ["ENOTDIR", "it is no folder"],
]);

function attempt<T>(what: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
    throw new ConfigurationError(`${what}: ${CAUSES.get(code) ?? code}`, { cause });
  }
}

function expandHome(path: string): string {
  return path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(1)) : path;
}
