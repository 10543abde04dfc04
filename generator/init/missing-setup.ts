import { readFileSync } from "node:fs";
import { isJsonObject, memberOf } from "../../src/json/json-object.js";
import { UsageError } from "../../src/terminal/usage-error.js";
import { TEST_SCRIPT, TOOLS } from "./project-files.js";

/** The script that `npm init` writes where a project has no tests. */
const NO_TESTS = /no test specified/;

/**
 * The commands that add to a project's `package.json` what a new service needs to compile and to run its test. They are
 * for the user to run: a project that is there has its own idea of its files.
 *
 * @param hasOwnCompiler it has a `tsconfig.json` of its own, so that modules of the older kind may be meant
 * @throws {UsageError} `package.json` cannot be read.
 */
export function missingSetup(hasOwnCompiler: boolean): string[] {
  const manifest = readManifest();
  const has = (name: string) =>
    ["dependencies", "devDependencies", "peerDependencies"].some(
      (key) => memberOf(memberOf(manifest, key), name) !== undefined,
    );
  const type = memberOf(manifest, "type");
  const isMeantCommon = type === "commonjs" && hasOwnCompiler;
  const test = memberOf(memberOf(manifest, "scripts"), "test");
  const hasTest = typeof test === "string" && !NO_TESTS.test(test);
  const tools = ["oslo-gen", ...Object.keys(TOOLS)].filter((name) => !has(name));
  return [
    ...(type === "module" || isMeantCommon ? [] : ["npm pkg set type=module"]),
    ...(has("oslo-rpc") ? [] : ["npm i oslo-rpc"]),
    ...(tools.length === 0 ? [] : [`npm i -D ${tools.join(" ")}`]),
    ...(hasTest ? [] : [`npm pkg set "scripts.test=${TEST_SCRIPT}"`]),
  ];
}

function readManifest(): unknown {
  try {
    const manifest: unknown = JSON.parse(readFileSync("package.json", "utf8").replace(/^\ufeff/, ""));
    if (isJsonObject(manifest)) return manifest;
  } catch (error) {
    throw new UsageError(`package.json cannot be read: ${(error as Error).message}; nothing was written`);
  }
  throw new UsageError("package.json must hold a JSON object; nothing was written");
}
