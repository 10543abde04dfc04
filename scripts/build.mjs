// Makes dist/ of all packages: JavaScript bundled from src/ and from generator/ with what it needs of src/, the
// declarations of what others import, and the static files of console/. Each is made beside the old one, which is there
// until all is done: somebody may be using it.
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { copyLicenses } from "./bundle.mjs";
import { bundleConsole } from "./bundle-console.mjs";
import { bundleGenerator } from "./bundle-generator.mjs";
import { bundleLibrary } from "./bundle-library.mjs";
import { removeUnreachable } from "./declarations.mjs";
import { entryPoints } from "./entry-points.mjs";

mkdirSync(".cache", { recursive: true });
const folder = mkdtempSync(".cache/build-");
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
const runTime = `${folder}/oslo-rpc`;
const generator = `${folder}/oslo-gen`;
const page = `${folder}/oslo-rpc-console`;

execFileSync(
  process.execPath,
  ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--outDir", runTime],
  { stdio: "inherit" },
);
removeUnreachable(
  runTime,
  entryPoints().map(({ types }) => types.replace(/^dist\//, "")),
);
copyLicenses(runTime, await bundleLibrary(runTime));
execFileSync(
  process.execPath,
  ["node_modules/typescript/bin/tsc", "-p", "tsconfig.generator.json", "--outDir", `${generator}/types`],
  { stdio: "inherit" },
);
removeUnreachable(`${generator}/types`, ["generator/index.d.ts"]);
copyLicenses(generator, await bundleGenerator(generator));
// What checks definitions is in both.
cpSync("schemas/oslo-service.schema.json", `${generator}/schemas/oslo-service.schema.json`);
// What all Python packages that it writes have in common.
cpSync("generator/python/runtime", `${generator}/generator/python/runtime`, { recursive: true });
await bundleConsole(page);
chmodSync(`${runTime}/cli/main.js`, 0o755);
for (const [built, place] of [
  [runTime, "dist"],
  [page, "console/dist"],
  [generator, "generator/dist"],
]) {
  // Others may look into it, which folders of mkdtemp are not for.
  chmodSync(built, 0o755);
  rmSync(place, { recursive: true, force: true });
  renameSync(built, place);
}
