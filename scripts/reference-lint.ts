import { writeFileSync } from "node:fs";
import { FIXED_RULES, LINT_RULES } from "../generator/lint/rules.js";

/** The rules of lint as a page of the documentation, in Markdown. */
export function lintReference(): string {
  return `# Lint rules

\`oslo-gen lint [FILES]\` holds service definitions, and the schemas they reach in other files, against the rules below.
Each finding is a line with file, JSON pointer, severity and rule; \`--json\` prints them for programs. It exits with 1
when there is an error; warnings alone exit with 0.

## Rules

\`oslo-gen.config.json\` changes them: \`"lint": { "missing-description": "off", "unused-error": "error" }\` with \`off\`,
\`warn\` or \`error\`.

| rule | default | what it asks |
|---|---|---|
${LINT_RULES.map(({ id, severity, documentation }) => `| \`${id}\` | ${severity} | ${documentation} |`).join("\n")}

## What generate refuses

These are errors, and cannot be turned off: no code can be generated from a definition that breaks one.

| rule | what it asks |
|---|---|
${[...FIXED_RULES].map(([id, documentation]) => `| \`${id}\` | ${documentation} |`).join("\n")}
`;
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(new URL("../docs/reference/lint.md", import.meta.url), lintReference());
}
