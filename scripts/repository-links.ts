// Gives every address of the repository the owner that `repository` in package.json names: npm run repository:links
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { repositoryFiles } from "./repository-files.js";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const ADDRESS = /(?<=https:\/\/github\.com\/)([^/\s"<>()]+)(?=\/oslo-rpc\b)/g;

/** The text with that owner in all addresses of the repository. */
export function withOwner(text: string, owner: string): string {
  return text.replace(ADDRESS, owner);
}

/** The owner in package.json. */
export function repositoryOwner(): string {
  const text = readFileSync(`${ROOT}package.json`, "utf8");
  const { repository } = JSON.parse(text) as { repository: { url: string } };
  const [owner] = repository.url.match(ADDRESS) ?? [];
  if (owner === undefined) throw new Error("repository in package.json is no address of oslo-rpc");
  return owner;
}

/** Files of the repository that name its address, with their text. */
export function filesWithAddress(): ReadonlyMap<string, string> {
  const texts = repositoryFiles()
    .filter((file) => /\.(?:json|md|ts|mjs|yml)$/.test(file))
    .map((file) => [file, readFileSync(`${ROOT}${file}`, "utf8")] as const);
  return new Map(texts.filter(([, text]) => text.search(ADDRESS) >= 0));
}

if (process.argv[1] === import.meta.filename) {
  const owner = repositoryOwner();
  for (const [file, text] of filesWithAddress()) writeFileSync(`${ROOT}${file}`, withOwner(text, owner));
}
