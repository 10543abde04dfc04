import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Addresses } from "../../src/definition/addresses.js";
import { realPathOnDisk } from "../../src/definition/real-path.js";

/** Refs that begin with a path, in JSON or YAML; the text may be half written, so it is not parsed. */
const FILE_REF = /["']?\$ref["']?\s*:\s*(?:"([^"#\\]+)|'([^'#\\]+)|([^\s"'#\\,{}[\]]+))/g;

/**
 * The files that definitions consist of: themselves, and those their refs lead to, by absolute path; where one is a link
 * also what it leads to. A file that is missing counts too, as it may come.
 */
export function filesOfDefinitions(
  definitions: Iterable<string>,
  resources?: Readonly<Record<string, string>>,
): ReadonlySet<string> {
  const addresses = new Addresses(resources);
  const files = new Set([...definitions].map((file) => resolve(file)));
  for (const file of files) {
    const real = realPathOnDisk(file);
    if (real !== file) {
      files.add(real);
      continue;
    }
    for (const [, double, single, plain] of textOf(file).matchAll(FILE_REF)) {
      const path = double ?? single ?? plain ?? "";
      const known = addresses.fileOf(path);
      if (known !== undefined) files.add(resolve(known));
      else if (!/^([a-z][a-z0-9+.-]*:|\/)/i.test(path)) files.add(join(dirname(file), decoded(path)));
    }
  }
  return files;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
