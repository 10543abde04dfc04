import { memberOf } from "../../src/json/json-object.js";
import { TOOLS, testScript } from "./project-files.js";
import { dependsOn } from "./project-manifest.js";
import type { ProjectShape } from "./project-shape.js";
import { testRunner } from "./test-runner.js";

/** The script that `npm init` writes where a project has no tests. */
const NO_TESTS = /no test specified/;
/** The scripts of runners that find tests themselves. */
const SCRIPTS = { vitest: "vitest run", jest: "jest" } as const;

/** Jest runs CommonJS, and makes it of modules only where it is told to. */
const TRANSFORM = `npm pkg set --json 'jest.transformIgnorePatterns=["/node_modules/(?!oslo-rpc/)"]'`;

function transformsModules(manifest: unknown): boolean {
  return memberOf(memberOf(manifest, "jest"), "transformIgnorePatterns") !== undefined;
}

/**
 * The commands that add to a project's `package.json` what a new service needs to compile and to run its test. They are
 * for the user to run: a project that is there has its own idea of its files.
 *
 * @param testPath where the test of the service is
 */
export function missingSetup({ manifest, isCommonJs }: ProjectShape, testPath: string): string[] {
  const runner = testRunner(manifest);
  const test = memberOf(memberOf(manifest, "scripts"), "test");
  const hasTest = typeof test === "string" && !NO_TESTS.test(test);
  const needed = Object.keys(TOOLS).filter((name) => name !== "tsx" || runner === "node:test");
  const tools = ["oslo-gen", ...needed].filter((name) => !dependsOn(manifest, name));
  return [
    ...(memberOf(manifest, "type") === "module" || isCommonJs ? [] : ["npm pkg set type=module"]),
    ...(dependsOn(manifest, "oslo-rpc") ? [] : ["npm i oslo-rpc"]),
    ...(tools.length === 0 ? [] : [`npm i -D ${tools.join(" ")}`]),
    ...(hasTest
      ? []
      : [`npm pkg set "scripts.test=${runner === "node:test" ? testScript(testPath) : SCRIPTS[runner]}"`]),
    ...(runner === "jest" && isCommonJs && !transformsModules(manifest) ? [TRANSFORM] : []),
  ];
}
