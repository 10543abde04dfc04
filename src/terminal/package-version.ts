import { readFileSync } from "node:fs";

/** Version of this package. From source and from dist/ its root is at different distances. */
export function packageVersion(): string {
  for (const root of ["../../", "../../../"]) {
    try {
      const text = readFileSync(new URL(`${root}package.json`, import.meta.url), "utf8");
      return String((JSON.parse(text) as { version: unknown }).version);
    } catch {
      // The other one, then.
    }
  }
  throw new Error("package.json is missing");
}
