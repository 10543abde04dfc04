import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { withoutComments } from "../../src/definition/comments.js";
import { itemsOf, type JsonObject, memberOf } from "../../src/json/json-object.js";
import type { PackageSettings } from "../project/package-settings.js";
import { readManifest } from "./project-manifest.js";

const COMPILER_FILE = "tsconfig.json";

/** The project that a service is added to. */
export interface ProjectShape {
  /** Its `package.json`; undefined where there is none. */
  readonly manifest: JsonObject | undefined;
  /** True when it has settings of the compiler. */
  readonly hasCompiler: boolean;
  /** True when its modules are CommonJS, and meant to be. */
  readonly isCommonJs: boolean;
  /** Settings that it needs and that are none of the defaults. */
  readonly settings: Partial<Pick<PackageSettings, "out" | "importExtension">>;
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
      ...(source === undefined ? {} : { out: join(source, "generated") }),
      // What runs the sources as CommonJS, Jest above all, knows no ".js" that is a ".ts".
      ...(isCommonJs ? { importExtension: "none" as const } : {}),
    },
  };
}

/** The folder that all sources have to be in, where the project has one. */
function sourceFolder(): string | undefined {
  const nest = memberOf(jsonIn("nest-cli.json"), "sourceRoot");
  const config = jsonIn(COMPILER_FILE);
  const rootDir = memberOf(memberOf(config, "compilerOptions"), "rootDir");
  const included = itemsOf(memberOf(config, "include"));
  const folders = [nest, rootDir, ...(included.length === 1 ? included : [])]
    .filter((folder) => typeof folder === "string")
    .map((folder) => folder.replace(/^\.\//, "").replace(/\/(?:\*.*)?$/, ""));
  return folders.find((folder) => /^[\w-]+$/.test(folder));
}

/** The content of a file of JSON with comments; undefined where nobody can tell. */
function jsonIn(file: string): unknown {
  try {
    return JSON.parse(withoutComments(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}
