// Runs tests with another version of Node: npm run test:node -- VERSION [FOLDER|FILE …] [--option …]
// The npm package `node` brings that version into npm's cache; what follows is as for test/run.ts.
import { spawn } from "node:child_process";

const [version = "", ...words] = process.argv.slice(2);
if (/^\d+(\.\d+){0,2}$/.test(version)) {
  // npx puts the version first in PATH, so that the programs and commands that tests start use it too.
  const command = [`--package=node@${version}`, "--", "node", "--import", "tsx", "test/run.ts", ...words];
  const child = spawn("npx", ["--yes", ...command], { stdio: "inherit" });
  child.on("error", (error) => {
    console.error(`npx cannot be run: ${error.message}`);
    process.exitCode = 1;
  });
  child.on("exit", (code) => {
    process.exitCode = code ?? 1;
  });
} else {
  console.error("usage: npm run test:node -- VERSION [FOLDER|FILE …], such as 24 unit");
  process.exitCode = 2;
}
