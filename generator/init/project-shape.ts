import { existsSync, readFileSync } from "node:fs";
import { withoutComments } from "../../src/definition/comments.js";
import { itemsOf, type JsonObject, memberOf } from "../../src/json/json-object.js";
import type { PackageSettings } from "../project/package-settings.js";
import { readManifest } from "./project-manifest.js";

const COMPILER_FILE = "tsconfig.json";
/** A folder below the current one. */
const FOLDER = /^[\w-]+(?:\/[\w-]+)*$/;

/** The project that a service is added to. */
export interface ProjectShape {
  /** Its `package.json`; undefined where there is none. */
  readonly manifest: JsonObject | undefined;
  /** True when it has settings of the compiler. */
  readonly hasCompiler: boolean;
  /** True when its modules are CommonJS, and meant to be. */
  readonly isCommonJs: boolean;
  /** Settings that it needs and that are none of the defaults. */
  readonly settings: Partial<Pick<PackageSettings, "out" | "dir" | "importExtension">>;
  /** The folder that tests have to be in for the compiler to take them; undefined where they may be anywhere. */
  readonly testRoot: string | undefined;
}

/**
 * Looks at the project in the current folder.
 *
 * @throws {UsageError} its `package.json` cannot be read.
 */
export function projectShape(): ProjectShape {
  const manifest = readManifest();
  const hasCompiler = existsSync(COMPILER_FILE);
  const isCommonJs = manifest !== undefined && hasCompiler && manifest.type !== "module";
  const source = sourceFolder();
  return {
    manifest,
    hasCompiler,
    isCommonJs,
    settings: {
      ...(source === undefined ? {} : { out: `${source}/generated` }),
      ...(source === undefined || source === "src" ? {} : { dir: `${source}/endpoints` }),
      // What runs the sources as CommonJS, Jest above all, knows no ".js" that is a ".ts".
      ...(isCommonJs ? { importExtension: "none" as const } : {}),
    },
    testRoot: testRoot(),
  };
}

/** The folder that all sources have to be in, where the project has one. */
function sourceFolder(): string | undefined {
  const nest = memberOf(jsonIn("nest-cli.json"), "sourceRoot");
  const config = jsonIn(COMPILER_FILE);
  const rootDir = memberOf(memberOf(config, "compilerOptions"), "rootDir");
  const included = itemsOf(memberOf(config, "include"));
  const folders = foldersOf([nest, rootDir, ...(included.length === 1 ? included : [])]);
  return folders.find((folder) => FOLDER.test(folder));
}

/** The compiler's `rootDir` where it is told to compile all files, or some that are outside of it, as tests. */
function testRoot(): string | undefined {
  const config = jsonIn(COMPILER_FILE);
  const [root = "."] = foldersOf([memberOf(memberOf(config, "compilerOptions"), "rootDir")]);
  if (!FOLDER.test(root)) return undefined;
  const [include, files] = [memberOf(config, "include"), memberOf(config, "files")];
  const isInRoot = (folder: string) => folder === root || folder.startsWith(`${root}/`);
  const isAll = include === undefined && files === undefined;
  const compilesTests = isAll || !foldersOf(itemsOf(include)).every(isInRoot);
  return compilesTests && !foldersOf(itemsOf(memberOf(config, "exclude"))).includes("test")
    ? root
    : undefined;
}

/** The folders that paths and patterns of the compiler stand for. */
function foldersOf(paths: readonly unknown[]): string[] {
  return paths
    .filter((path) => typeof path === "string")
    .map((path) => path.replace(/^(?:\.|\$\{configDir\})\//, "").replace(/\/(?:\*.*)?$/, ""));
}

/** The content of a file of JSON with comments; undefined where nobody can tell. */
function jsonIn(file: string): unknown {
  try {
    return JSON.parse(withoutComments(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}
