import { realpathSync } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";

/**
 * Gives the path of a file with all links followed; that of one which is not there as it is. Refs are relative to it, and
 * two ways to one file lead to one document.
 */
export type RealPath = (file: string) => string;

/** The path of a file of the disk with all links followed: a relative one stays so, from the current folder. */
export function realPathOnDisk(file: string): string {
  const real = followed(file);
  if (real === undefined || real === resolve(file)) return file;
  return isAbsolute(file) ? real : relative(followed(".") ?? "", real);
}

function followed(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    // What is missing, or leads nowhere, is told by whoever reads it.
    return undefined;
  }
}
