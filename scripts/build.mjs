// Makes dist/: JavaScript bundled from src/ and generator/, their declarations, and the two commands executable. It is
// made beside the old one, which is there until all is done: somebody may be using it.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { bundle } from "./bundle.mjs";

const commands = ["generator/cli", "src/cli/main"];

mkdirSync(".cache", { recursive: true });
const folder = mkdtempSync(".cache/build-");
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
execFileSync(
  process.execPath,
  ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--outDir", folder],
  { stdio: "inherit" },
);
await bundle(["src/index.ts", "src/router/index.ts", ...commands.map((name) => `${name}.ts`)], folder);
for (const command of commands) chmodSync(`${folder}/${command}.js`, 0o755);
// Others may look into it, which those of mkdtemp are not for.
chmodSync(folder, 0o755);
rmSync("dist", { recursive: true, force: true });
renameSync(folder, "dist");
