import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { isJsonObject } from "../json/json-object.js";

/** The package of the page, which is installed beside this one by who wants it. */
export const PAGE_PACKAGE = "oslo-rpc-console";

/** Where the files of the page are, and of which release. */
export interface FoundPage {
  readonly folder: string;
  readonly version: string;
}

/**
 * The page's package, beside this one or else in the working directory's `node_modules`; undefined where there is none.
 *
 * @param places files from which it is looked for as `require` does
 */
export function findPage(
  places: readonly (string | URL)[] = [import.meta.url, join(process.cwd(), "package.json")],
): FoundPage | undefined {
  for (const place of places) {
    const file = resolve(place);
    if (file === undefined) continue;
    const folder = join(dirname(file), "dist");
    if (!existsSync(join(folder, "index.html"))) continue;
    const content: unknown = JSON.parse(readFileSync(file, "utf8"));
    return { folder, version: String(isJsonObject(content) ? content.version : undefined) };
  }
  return undefined;
}

function resolve(place: string | URL): string | undefined {
  try {
    return createRequire(place).resolve(`${PAGE_PACKAGE}/package.json`);
  } catch {
    return undefined;
  }
}
