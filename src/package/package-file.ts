import { readFileSync } from "node:fs";

/**
 * Reads a file that the package ships. How far its folder is above this module differs between source, bundle and
 * installed package, so the nearest one above counts.
 *
 * @param name path from the package's folder, such as `package.json`
 * @throws {Error} there is none in any folder above.
 */
export function readPackageFile(name: string): string {
  for (let url = new URL("../", import.meta.url); ; ) {
    try {
      return readFileSync(new URL(name, url), "utf8");
    } catch (error) {
      const above = new URL("../", url);
      if (above.href === url.href) {
        throw new Error(`The installation is incomplete: ${name} is missing`, { cause: error });
      }
      url = above;
    }
  }
}
