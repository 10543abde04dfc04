import { dirname, isAbsolute, relative, resolve, sep } from "node:path";

/** A folder and those around it, the nearest first. */
export function foldersAround(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersAround(parent)];
}

/** True when an absolute path is the folder, or leads into it. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** A path that stands in a file of `folder`, as seen from the current folder. */
export function seenFrom(folder: string, path: string): string {
  return folder === "" || isAbsolute(path) ? path : relative("", resolve(folder, path)) || ".";
}
