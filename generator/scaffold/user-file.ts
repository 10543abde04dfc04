import { type BigIntStats, constants, lstatSync, readFileSync, realpathSync, statSync } from "node:fs";
import { relative } from "node:path";
import { CommandFailure } from "../../src/terminal/command-failure.js";
import { createFile, replaceFile } from "../write-file.js";

/** A file of the user's, as it was read. */
export interface UserFile {
  /** Where it is, links followed: a link stays a link. */
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

/**
 * Reads a file that is the user's.
 *
 * @returns undefined when there is none
 * @throws {CommandFailure} it is no file, or no text.
 */
export function readUserFile(path: string): UserFile | undefined {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  if (stats === undefined) throw new CommandFailure(`${path} is a link that leads nowhere`);
  if (!stats.isFile()) throw new CommandFailure(`${path} is in the way: it is no file`);
  return { path: realpathSync(path), text: decoded(path), mode: modeOf(stats) };
}

/**
 * Writes the new text of a file, unless it is no longer what was read: what somebody has saved meanwhile is not lost.
 *
 * @returns false when it has changed
 * @throws {CommandFailure} it may not be written.
 */
export function writeUserFile({ path, text, mode }: UserFile, newText: string): boolean {
  // Moving another file to its place would need no such permission.
  const isReadOnly = (mode & (constants.S_IWUSR | constants.S_IWGRP | constants.S_IWOTH)) === 0;
  if (isReadOnly) throw new CommandFailure(`${relative("", path)} is read-only and was left as it is`);
  return replaceFile(path, newText, { mode, isStillWanted: () => decoded(path) === text });
}

/** Writes a file that is not there yet; false when it is there by now. */
export function createUserFile(path: string, text: string): boolean {
  return createFile(path, text);
}

function modeOf({ mode }: BigIntStats): number {
  return Number(mode) & 0o7777;
}

function decoded(path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof TypeError)
      throw new CommandFailure(`${path} is not UTF-8 text and was left as it is`);
    throw error;
  }
}
