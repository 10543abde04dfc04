import assert from "node:assert/strict";
import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { generatedCode } from "../support/generated-code.js";
import { ROOT } from "../unit/generator/fixtures.js";
import { makeProject } from "./make-project.js";

/** The current versions of what people lint with. */
const LINTERS = [
  "eslint@10.15.0",
  "@eslint/js@10.0.1",
  "typescript-eslint@8.74.0",
  "typescript@6.0.3",
  "@types/node@20.19.43",
];

/** The sets that generated code is held against, and the rules of them that it breaks. */
const SETS = {
  "recommended, and strict of typescript-eslint": {
    sets: "js.configs.recommended, tseslint.configs.strict",
    broken: [],
  },
  "strict of typescript-eslint, with types": { sets: "tseslint.configs.strictTypeChecked", broken: [] },
  // One of style: the other form, Record, cannot refer to itself.
  "stylistic of typescript-eslint, with types": {
    sets: "tseslint.configs.stylisticTypeChecked",
    broken: ["@typescript-eslint/consistent-indexed-object-style"],
  },
};

interface FileReport {
  readonly messages: readonly { readonly ruleId: string | null; readonly message: string }[];
}

describe("generated code under ESLint", () => {
  const files = [...generatedCode()].map(([path, text]) => [`generated/${path}`, text] as const);
  const project = makeProject("linters", {
    "package.json": { type: "module", private: true },
    "tsconfig.json": {
      compilerOptions: { target: "ES2023", module: "NodeNext", strict: true, types: ["node"], noEmit: true },
      include: ["generated"],
    },
    ...Object.fromEntries(files),
  });
  project.run("npm", "install", "--no-audit", "--no-fund", "--prefer-offline", ...LINTERS);
  const library = join(project.folder, "node_modules/oslo-rpc");
  mkdirSync(dirname(library), { recursive: true });
  symlinkSync(ROOT, library);

  for (const [name, { sets, broken }] of Object.entries(SETS)) {
    it(`breaks ${broken.length === 0 ? "no rule" : "one rule"} of the sets ${name}`, () => {
      project.write(
        "eslint.config.js",
        `import js from "@eslint/js";
import tseslint from "typescript-eslint";
const parserOptions = { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname };
export default tseslint.config(${sets}, { languageOptions: { parserOptions } });
`,
      );
      const { stdout } = project.run("npx", "eslint", "generated", "--format", "json");
      const reports = JSON.parse(stdout) as FileReport[];
      assert.equal(reports.length, files.length);
      const found = reports.flatMap(({ messages }) =>
        messages.map(({ ruleId, message }) => ruleId ?? message),
      );
      assert.deepEqual([...new Set(found)].sort(), broken);
    });
  }
});
