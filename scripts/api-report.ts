// What programs can import, as pages that a review shows the changes of: `npm run api:report` writes them, with
// --check it only compares.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type ApiEntry, publicApi } from "./public-api.js";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const FOLDER = "docs/api";

/** The page of an entry point, from the repository's root. */
function pagePath({ specifier }: ApiEntry): string {
  return `${FOLDER}/${specifier.replace("/", "-")}.api.md`;
}

/** One page: each name with its declaration, as the compiler of a user reads it. */
export function apiPage({ specifier, names }: ApiEntry): string {
  const declarations = names.map(({ text }) => text).join("\n\n");
  return `# API of \`${specifier}\`

Written by \`npm run api:report\`. A change here is a change for users: it needs a changeset.

\`\`\`ts
${declarations}
\`\`\`
`;
}

function check(entries: readonly ApiEntry[]): readonly string[] {
  return entries.flatMap((entry) => {
    const path = pagePath(entry);
    const kept = existsSync(`${ROOT}${path}`) ? readFileSync(`${ROOT}${path}`, "utf8") : "";
    return kept === apiPage(entry)
      ? []
      : `${path} is not what ${entry.specifier} exports: run npm run api:report`;
  });
}

function write(entries: readonly ApiEntry[]): void {
  mkdirSync(`${ROOT}${FOLDER}`, { recursive: true });
  for (const entry of entries) writeFileSync(`${ROOT}${pagePath(entry)}`, apiPage(entry));
}

if (process.argv[1] === import.meta.filename) {
  const { entries, hidden } = publicApi();
  const problems = [
    ...hidden.map(({ name, by }) => `${by} takes or returns ${name}, which no entry point exports`),
    ...(process.argv.includes("--check") ? check(entries) : []),
  ];
  if (!process.argv.includes("--check")) write(entries);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
