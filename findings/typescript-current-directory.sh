#!/usr/bin/env bash
# Software: typescript 6.0.3 (npm), on Node.js 20.20.2.
# Expected: ts.sys.getCurrentDirectory() tells the folder that the process is in, as process.cwd() does. Its
#   declaration and the wiki's "Using the Compiler API" tell of no other.
# Seen: it tells for ever the folder in which it was asked first. After process.chdir() a program reads its root files
#   from the new folder, and resolves what they import from the old one.
#     in b: process.cwd() b, getCurrentDirectory() a
#     other.ts is that of a, main.ts is that of b
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm typescript@6.0.3 <<'JS'
import { mkdirSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import ts from "typescript";

const start = process.cwd();
for (const name of ["a", "b"]) {
  mkdirSync(name);
  writeFileSync(`${name}/main.ts`, `// ${name}\nimport { other } from "./other.js";\nexport const main = other;\n`);
  writeFileSync(`${name}/other.ts`, `// ${name}\nexport const other = 1;\n`);
}

const seen = {};
for (const name of ["a", "b"]) {
  process.chdir(`${start}/${name}`);
  const folders = [process.cwd(), ts.sys.getCurrentDirectory()].map((path) => basename(path));
  console.log(`in ${name}: process.cwd() ${folders[0]}, getCurrentDirectory() ${folders[1]}`);
  const options = { module: ts.ModuleKind.NodeNext, noLib: true, types: [] };
  const program = ts.createProgram({ rootNames: ["main.ts"], options });
  // The first line of each file tells its folder.
  const files = program.getSourceFiles().map((file) => [basename(file.fileName), file.text.slice(3, 4)]);
  console.log(files.map(([file, of]) => `${file} is that of ${of}`).join(", "));
  seen[name] = [folders[1], Object.fromEntries(files)];
}
const stated = { a: ["a", { "main.ts": "a", "other.ts": "a" }], b: ["a", { "main.ts": "b", "other.ts": "a" }] };
for (const name of ["a", "b"]) {
  const [folder, files] = seen[name];
  const [statedFolder, statedFiles] = stated[name];
  if (folder !== statedFolder || Object.entries(statedFiles).some(([file, of]) => files[file] !== of)) {
    console.log("CHANGED: the compiler's folder is that of the process");
    process.exit(1);
  }
}
console.log("as stated: the compiler's folder is the first that the process was in");
JS
