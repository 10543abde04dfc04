import { randomUUID } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { CommandFailure } from "../src/terminal/command-failure.js";
import { UsageError } from "../src/terminal/usage-error.js";
import { removeAbandoned } from "./abandoned-files.js";
import { makeFolder } from "./make-folder.js";

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
  makeFolder(dirname(path));
  removeAbandoned(path);
  const temporary = `${path}.${process.pid}-${randomUUID()}.tmp`;
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

/**
 * Does what writes below a folder.
 *
 * @param option what names the folder, as `--out`
 * @throws {UsageError} it can be no folder.
 * @throws {CommandFailure} the file system does not let it.
 */
export function writingBelow<Result>(option: string, folder: string, write: () => Result): Result {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error && "code" in error)) throw error;
    // A file that was there, and that may not be read, is told by its own name.
    if ("path" in error && isFile(String(error.path))) throw error;
    const code = String(error.code);
    const unusable = NO_FOLDERS.get(code);
    if (unusable !== undefined) throw new UsageError(`${option} ${folder}: ${unusable}`);
    throw new CommandFailure(`${option} ${folder}: ${REFUSALS.get(code) ?? error.message}`);
  }
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

const NO_FOLDERS = new Map([
  ["ENOTDIR", "part of the path is no folder; name another one"],
  ["EEXIST", "part of the path is no folder; name another one"],
  ["ENOENT", "cannot be made; name another folder"],
  ["ENAMETOOLONG", "is too long; name another folder"],
  ["ELOOP", "leads in a circle of links; name another folder"],
]);

const REFUSALS = new Map([
  ["EACCES", "may not be written; check its permissions, or name another folder"],
  ["EPERM", "may not be written; check its permissions, or name another folder"],
  ["EROFS", "is on a file system that is read-only; name another folder"],
  ["ENOSPC", "no space is left there"],
]);

function isErrorCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
