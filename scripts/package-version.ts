// Writes the version of package.json into the module that the library has it from: npm run release:version
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const MODULE = `${ROOT}src/package/package-version.ts`;

/** The module as it is, and as it should be with the version of package.json. */
export function versionModule(): { readonly written: string; readonly expected: string } {
  const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")) as { version: string };
  const written = readFileSync(MODULE, "utf8");
  return { written, expected: written.replace(/(?<=PACKAGE_VERSION = ")[^"]*/, version) };
}

if (process.argv[1] === import.meta.filename) writeFileSync(MODULE, versionModule().expected);
