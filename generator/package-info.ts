import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The package's root as seen from the source and from dist. */
const ROOTS = ["../", "../../"];

/** The version of this package. */
export function packageVersion(): string {
  const paths = ROOTS.map((root) => fileURLToPath(new URL(`${root}package.json`, import.meta.url)));
  const path = paths.find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error("The installation is incomplete: package.json is missing");
  return (JSON.parse(readFileSync(path, "utf8")) as { readonly version: string }).version;
}
