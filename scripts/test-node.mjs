// Runs tests with another version of Node: npm run test:node -- VERSION [FOLDER|FILE …] [--option …]
// The npm package `node` brings that version into a folder of the user's cache; what follows VERSION is as for
// test/run.ts.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** The folder of that version's `node`. */
function fetched(version) {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const folder = join(cache, "oslo-rpc", `node-${version}`);
  const bin = join(folder, "node_modules", "node", "bin");
  if (existsSync(join(bin, "node"))) return bin;
  mkdirSync(folder, { recursive: true });
  run("npm", ["install", "--no-audit", "--no-fund", "--prefix", folder, `node@${version}`]);
  if (existsSync(join(bin, "node"))) return bin;
  console.error(
    `npm brought no node to ${bin}; it must be allowed to run the install script of the package node`,
  );
  process.exit(1);
}

/** Ends this process where the command fails. */
function run(command, args, env = process.env) {
  const { error, status } = spawnSync(command, args, { stdio: "inherit", env });
  if (error !== undefined) console.error(`${command} cannot be run: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

const [version = "", ...words] = process.argv.slice(2);
if (/^\d+(\.\d+){0,2}$/.test(version)) {
  // First in PATH, so that the programs and commands that tests start use it too.
  const path = `${fetched(version)}${delimiter}${process.env.PATH}`;
  run("node", ["--import", "tsx", "test/run.ts", ...words], { ...process.env, PATH: path });
} else {
  console.error("usage: npm run test:node -- VERSION [FOLDER|FILE …], such as 24 unit");
  process.exitCode = 2;
}
