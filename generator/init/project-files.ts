import { PACKAGE_VERSION } from "../../src/package/package-version.js";
import { CONFIG_FILE } from "../project/find-project.js";
import type { PackageSettings } from "../project/package-settings.js";
import { schemaPath } from "./metaschema-path.js";

const CONFIG_SCHEMA = "oslo-gen-config.schema.json";

/** A file to be written. */
export interface StarterFile {
  readonly path: string;
  readonly text: string;
}

/** Packages that a project compiles, runs and tests with, and the versions a new one begins with. */
export const TOOLS: Readonly<Record<string, string>> = {
  typescript: "^6.0.0",
  "@types/node": "^20.19.0",
  tsx: "^4.20.0",
};

/** Checks the types of a project and runs the tests that are beside one and end as it does. */
export function testScript(path = "test/a.test.ts"): string {
  const files = path.replace(/[^/]+(?=\.\w+\.ts$)/, "*");
  return `tsc --noEmit && tsx --test ${files}`;
}

/** The files that make a folder a project of its own, where there is no `package.json` yet. */
export function projectFiles(name: string): StarterFile[] {
  return [
    {
      path: "package.json",
      text: json({
        name,
        version: "0.1.0",
        private: true,
        type: "module",
        scripts: {
          generate: "oslo-gen",
          check: "oslo-gen lint && oslo-gen generate --check",
          build: "tsc",
          test: testScript(),
        },
        dependencies: { "oslo-rpc": `^${PACKAGE_VERSION}` },
        devDependencies: { "oslo-gen": `^${PACKAGE_VERSION}`, ...TOOLS },
      }),
    },
    compilerFile(),
    { path: ".gitignore", text: "node_modules/\nbuild/\n" },
  ];
}

/** The compiler's settings of a project. */
export function compilerFile(): StarterFile {
  return {
    path: "tsconfig.json",
    text: json({
      compilerOptions: {
        target: "ES2023",
        module: "NodeNext",
        types: ["node"],
        rootDir: ".",
        outDir: "build",
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        noImplicitOverride: true,
        verbatimModuleSyntax: true,
      },
      include: ["src", "generated", "test"],
    }),
  };
}

/** The settings of oslo-gen that a project needs. */
export function configFile(settings: Partial<PackageSettings>): StarterFile {
  return { path: CONFIG_FILE, text: json({ $schema: schemaPath("", CONFIG_SCHEMA), ...settings }) };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
