// Makes dist/: JavaScript bundled from src/ and generator/, their declarations, and the two commands executable.
import { execFileSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";
import { bundle } from "./bundle.mjs";

const commands = ["generator/cli", "src/cli/main"];

rmSync("dist", { recursive: true, force: true });
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], {
  stdio: "inherit",
});
await bundle(["src/index.ts", "src/router/index.ts", ...commands.map((name) => `${name}.ts`)], "dist");
for (const command of commands) chmodSync(`dist/${command}.js`, 0o755);
