import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { isJsonObject, itemsOf, memberOf } from "../../src/json/json-object.js";
import { isInside } from "../project/folders.js";
import { dependsOn } from "./project-manifest.js";

/** A program that runs tests. */
export type TestRunner = "node:test" | "vitest" | "jest";

/** The runner that a project has: that of its script, or one that it depends on; else Node's own. */
export function testRunner(manifest: unknown): TestRunner {
  const script = memberOf(memberOf(manifest, "scripts"), "test");
  const runners = ["vitest", "jest"] as const;
  const named =
    typeof script === "string" ? runners.find((name) => new RegExp(`\\b${name}\\b`).test(script)) : undefined;
  return named ?? runners.find((name) => dependsOn(manifest, name)) ?? "node:test";
}

/** The words of a runner that a test is written with. */
export interface RunnerWords {
  /** Lines that import them. */
  readonly imports: string;
  readonly before: string;
  readonly after: string;
  /** The statement that two values are the same. */
  readonly equal: (actual: string, expected: string) => string;
}

/** The words of the runner that a project has. */
export function runnerWords(manifest: unknown): RunnerWords {
  const runner = testRunner(manifest);
  if (runner === "node:test") {
    return {
      imports: 'import assert from "node:assert/strict";\nimport { after, before, test } from "node:test";\n',
      before: "before",
      after: "after",
      equal: (actual, expected) => `assert.equal(${actual}, ${expected});`,
    };
  }
  // Those who have the types of Jest's globals use them.
  const hasGlobals = runner === "jest" && dependsOn(manifest, "@types/jest");
  const module = runner === "jest" ? "@jest/globals" : "vitest";
  return {
    imports: hasGlobals ? "" : `import { afterAll, beforeAll, expect, test } from "${module}";\n`,
    before: "beforeAll",
    after: "afterAll",
    equal: (actual, expected) => `expect(${actual}).toBe(${expected});`,
  };
}

/**
 * The path of the test of a service: it is called as those that are there, and stands where Jest is configured to look
 * and the compiler takes it.
 *
 * @param root the folder that the compiler wants tests in
 */
export function testPath(
  manifest: unknown,
  name: string,
  { endpointFolder, root = "" }: { readonly endpointFolder: string; readonly root?: string | undefined },
): string {
  const usual = join("test", `${name}.test.ts`);
  const beside = join(endpointFolder, `${name}.spec.ts`);
  const jest = memberOf(manifest, "jest");
  const isJest = testRunner(manifest) === "jest" && isJsonObject(jest);
  const places = [usual, join("test", `${name}.spec.ts`), join(endpointFolder, `${name}.test.ts`), beside];
  const found = isJest ? places.filter((path) => isFoundByJest(jest, path)) : places;
  const compiled = found.filter((path) => isInside(resolve(root), resolve(path)));
  const isSpec = callsTestsSpecs() && compiled.includes(beside);
  return isSpec ? beside : (compiled[0] ?? found[0] ?? usual);
}

/** True when the sources have tests beside them that are called specs, and no others. */
function callsTestsSpecs(): boolean {
  const files = existsSync("src") ? readdirSync("src", { recursive: true, encoding: "utf8" }) : [];
  return files.some((file) => file.endsWith(".spec.ts")) && !files.some((file) => file.endsWith(".test.ts"));
}

function isFoundByJest(jest: unknown, path: string): boolean {
  const rootDir = memberOf(jest, "rootDir");
  if (typeof rootDir === "string" && !isInside(resolve(rootDir), resolve(path))) return false;
  const regex = memberOf(jest, "testRegex");
  const patterns =
    typeof regex === "string" ? [regex] : itemsOf(regex).filter((each) => typeof each === "string");
  return patterns.length === 0 || patterns.some((pattern) => matches(pattern, resolve(path)));
}

/** True also for a pattern that Jest itself would refuse: it says nothing of the place. */
function matches(pattern: string, path: string): boolean {
  try {
    return new RegExp(pattern).test(path);
  } catch {
    return true;
  }
}
