import { readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

const IMPORT = /(?:\bfrom\s+|\bimport\(|^import\s+)"(\.[^"]+)\.js"/gm;

/**
 * Removes the declarations that nobody can import: those that no entry point leads to, and folders that are empty then.
 *
 * @param {string} folder where the declarations are
 * @param {readonly string[]} entries paths in it of the entry points' declarations
 */
export function removeUnreachable(folder, entries) {
  const reached = new Set();
  const waiting = entries.map((entry) => join(folder, entry));
  for (const file of waiting) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const [, path] of readFileSync(file, "utf8").matchAll(IMPORT)) {
      waiting.push(join(dirname(file), `${path}.d.ts`));
    }
  }
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && file.endsWith(".d.ts") && !reached.has(file)) rmSync(file);
  }
  removeEmptyFolders(folder);
}

function removeEmptyFolders(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeEmptyFolders(join(folder, entry.name));
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
