// Runs the command of changesets: npm run changeset -- [add|status|version …]
// It looks for packages below the root of a workspace, and here one of them is the root. So it runs in a folder
// that has links to all.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = `${root}.cache/changesets`;
const packages = { "oslo-rpc": root, "oslo-gen": `${root}generator`, "oslo-rpc-console": `${root}console` };
const links = { ...packages, ".changeset": `${root}.changeset` };

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const [name, place] of Object.entries(links)) symlinkSync(place, `${folder}/${name}`, "junction");
const workspace = { name: "all-packages", private: true, workspaces: Object.keys(packages) };
writeFileSync(`${folder}/package.json`, JSON.stringify(workspace));

const command = `${root}node_modules/@changesets/cli/bin.js`;
const words = process.argv.slice(2);
const { status } = spawnSync(process.execPath, [command, ...words], { cwd: folder, stdio: "inherit" });
rmSync(folder, { recursive: true });
process.exitCode = status ?? 1;
