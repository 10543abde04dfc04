import { existsSync } from "node:fs";
import { type JsonObject, memberOf } from "../../src/json/json-object.js";
import type { PackageSettings } from "../project/package-settings.js";
import { COMPILER_FILE, type CompilerSettings, readCompilerSettings } from "./compiler-settings.js";
import { jsonIn } from "./json-file.js";
import { readManifest } from "./project-manifest.js";

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
  const compiler = readCompilerSettings(COMPILER_FILE) ?? {};
  const source = sourceFolder(compiler);
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
    testRoot: testRoot(compiler),
  };
}

/** The folder that all sources have to be in, where the project has one. */
function sourceFolder({ rootDir, include = [] }: CompilerSettings): string | undefined {
  const nest = memberOf(jsonIn("nest-cli.json"), "sourceRoot");
  const folders = foldersOf([nest, rootDir, ...(include.length === 1 ? include : [])]);
  return folders.find((folder) => FOLDER.test(folder));
}

/** The compiler's `rootDir` where it is told to compile all files, or some that are outside of it, as tests. */
function testRoot({ rootDir = ".", include, exclude = [], files }: CompilerSettings): string | undefined {
  const [root = "."] = foldersOf([rootDir]);
  if (!FOLDER.test(root)) return undefined;
  const isInRoot = (folder: string) => folder === root || folder.startsWith(`${root}/`);
  const isAll = include === undefined && files === undefined;
  const compilesTests = isAll || !foldersOf(include ?? []).every(isInRoot);
  return compilesTests && !foldersOf(exclude).includes("test") ? root : undefined;
}

/** The folders that paths and patterns of the compiler stand for. */
function foldersOf(paths: readonly unknown[]): string[] {
  return paths
    .filter((path) => typeof path === "string")
    .map((path) => path.replace(/^\.\//, "").replace(/\/(?:\*.*)?$/, ""));
}
