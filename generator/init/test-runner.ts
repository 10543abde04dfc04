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

/** The path of the test of a service: what Jest is configured to find counts. */
export function testPath(manifest: unknown, name: string, endpointFolder: string): string {
  const usual = join("test", `${name}.test.ts`);
  const jest = memberOf(manifest, "jest");
  if (testRunner(manifest) !== "jest" || !isJsonObject(jest)) return usual;
  const places = [usual, join("test", `${name}.spec.ts`)].concat(
    ["test", "spec"].map((kind) => join(endpointFolder, `${name}.${kind}.ts`)),
  );
  return places.find((path) => isFoundByJest(jest, path)) ?? usual;
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
