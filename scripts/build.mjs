// Compiles src/ and generator/ into dist/ and makes the two commands executable.
import { execFileSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";

rmSync("dist", { recursive: true, force: true });
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], {
  stdio: "inherit",
});
for (const command of ["dist/generator/cli.js", "dist/src/cli/main.js"]) chmodSync(command, 0o755);
