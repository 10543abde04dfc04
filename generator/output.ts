import { randomUUID } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { CommandFailure } from "../src/terminal/command-failure.js";
import type { GeneratedFile } from "./emit/service-files.js";
import { HEADER_START } from "./emit/source-file.js";

/** What has to be done to a file. */
export interface FileChange {
  readonly path: string;
  readonly kind: "create" | "update" | "unchanged" | "remove";
  /** Absent when it is removed. */
  readonly text?: string;
}

/**
 * Compares the generated files of a service with what is on the disk. Nothing is written.
 *
 * @param folder the service's folder inside `out`
 * @param optional names of files that are removed when they are no longer generated
 * @throws {CommandFailure} a file there was not generated, or the folder leads out of `out`.
 */
export function planChanges(
  out: string,
  folder: string,
  files: readonly GeneratedFile[],
  optional: readonly string[],
): FileChange[] {
  const directory = join(out, folder);
  refuseOutside(out, directory);
  const written = new Set(files.map(({ name }) => name));
  const leftOver = optional.filter((name) => !written.has(name)).map((name) => join(directory, name));
  return [
    ...files.map(({ name, text }) => planFile(join(directory, name), text)),
    ...leftOver.filter(isGenerated).map((path): FileChange => ({ path, kind: "remove" })),
  ];
}

/** Carries out what was planned. Each file is complete or untouched at any moment. */
export function applyChanges(changes: readonly FileChange[]): void {
  for (const { path, kind, text } of changes) {
    if (kind === "remove") rmSync(path);
    else if (kind !== "unchanged" && text !== undefined) replaceFile(path, text);
  }
}

/** Conditions of replacing a file. */
export interface ReplaceOptions {
  /** Permissions of the new file; without them those of any new file. */
  readonly mode?: number;
  /** Asked at the last moment; when it says no nothing is replaced. */
  readonly isStillWanted?: () => boolean;
}

/**
 * Writes a file beside the place it belongs to, and moves it there when it is complete.
 *
 * @returns false when it was not wanted any more
 */
export function replaceFile(path: string, text: string, options: ReplaceOptions = {}): boolean {
  const { mode, isStillWanted = () => true } = options;
  return withTemporaryFile(path, text, (temporary) => {
    if (mode !== undefined) chmodSync(temporary, mode);
    if (!isStillWanted()) return false;
    renameSync(temporary, path);
    return true;
  });
}

/** Writes a file where there is none. @returns false when there is one */
export function createFile(path: string, text: string): boolean {
  return withTemporaryFile(path, text, (temporary) => {
    try {
      // Unlike a move, a link never takes the place of a file.
      linkSync(temporary, path);
      return true;
    } catch (error) {
      if (isErrorCode(error, "EEXIST")) return false;
      // Some file systems have no links.
      if (existsSync(path)) return false;
      renameSync(temporary, path);
      return true;
    }
  });
}

function withTemporaryFile(path: string, text: string, use: (temporary: string) => boolean): boolean {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = openSync(temporary, "wx");
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return use(temporary);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function isErrorCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function planFile(path: string, text: string): FileChange {
  if (!existsSync(path)) return { path, kind: "create", text };
  if (!statSync(path).isFile()) throw new CommandFailure(`${path} is in the way: it is no file`);
  const present = readFileSync(path, "utf8");
  if (present === text) return { path, kind: "unchanged", text };
  if (!present.startsWith(HEADER_START)) {
    throw new CommandFailure(`${path} was not written by oslo-gen; move it away or choose another --out`);
  }
  return { path, kind: "update", text };
}

function isGenerated(path: string): boolean {
  return existsSync(path) && statSync(path).isFile() && readFileSync(path, "utf8").startsWith(HEADER_START);
}

/** A link among the folders could lead anywhere. */
function refuseOutside(out: string, directory: string): void {
  if (!existsSync(directory)) return;
  const path = relative(realpathSync(resolve(out)), realpathSync(directory));
  if (path === "" || path === ".." || path.startsWith(`..${sep}`) || resolve(path) === path) {
    throw new CommandFailure(`${directory} is a link that leads out of ${out}; nothing was written`);
  }
}
