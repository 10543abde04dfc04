import { readPackageFile } from "./package-file.js";

/** Version of this package. */
export function packageVersion(): string {
  return String((JSON.parse(readPackageFile("package.json")) as { version: unknown }).version);
}
