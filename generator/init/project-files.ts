import { packageVersion } from "../../src/terminal/package-version.js";

/** A file to be written. */
export interface StarterFile {
  readonly path: string;
  readonly text: string;
}

/** What a folder needs to be a project of its own, where there is no `package.json` yet. */
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
          test: "tsc && node --test build/test/*.test.js",
        },
        dependencies: { "oslo-rpc": `^${packageVersion()}` },
        devDependencies: { "@types/node": "^20.19.0", typescript: "^6.0.0" },
      }),
    },
    {
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
    },
    { path: ".gitignore", text: "node_modules/\nbuild/\n" },
  ];
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
