import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseJson } from "../../src/json/json.js";

/** A schema of the suite, and values with what is to be said of them. */
export interface SuiteGroup {
  readonly file: string;
  readonly description: string;
  readonly schema: unknown;
  readonly tests: readonly SuiteCase[];
}

/** One case of the suite. */
export interface SuiteCase {
  readonly description: string;
  readonly data: unknown;
  readonly valid: boolean;
}

/** The cases of draft 2020-12 in a checkout of the suite. */
export function* suiteGroups(folder: string, kind: "required" | "optional"): Generator<SuiteGroup> {
  const tests = join(folder, "tests", "draft2020-12");
  const files = readdirSync(tests, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".json") && file.startsWith("optional") === (kind === "optional"))
    .sort();
  for (const file of files) {
    const groups = parseJson(readFileSync(join(tests, file), "utf8")) as Omit<SuiteGroup, "file">[];
    for (const group of groups) yield { file, ...group };
  }
}
