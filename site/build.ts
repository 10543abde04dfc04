// Makes the site of the documentation in site/dist: npm run docs:site
// OSLO_RPC_SITE_BASE is the path of its root on its host, "/" when not given.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { repositoryFiles } from "../scripts/repository-files.js";
import { repositoryOwner } from "../scripts/repository-links.js";
import { problemsOf } from "./check.js";
import { withSiteLinks } from "./links.js";
import { menuOf, placeOf, titleOf } from "./pages.js";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const SITE = join(ROOT, "site");
const CACHE = join(SITE, ".cache");
const PAGES = join(CACHE, "pages");

/** Runs a command, which has told what is wrong when it fails; then there is nothing to go on with. */
function run(command: string, words: readonly string[], cwd: string): void {
  const shell = command === "npm" && process.platform === "win32";
  const { status, error } = spawnSync(command, words, { cwd, stdio: "inherit", shell });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(1);
}

/** The packages of the site are its own (ADR 30): they come when they are first needed, and when their lock changed. */
function installPackages(): void {
  const installed = join(SITE, "node_modules/.package-lock.json");
  const lock = join(SITE, "package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  run("npm", ["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"], SITE);
}

/** Writes the pages of the repository, and the menu that leads to them. */
function writePages(): void {
  const files = repositoryFiles();
  const tree = `https://github.com/${repositoryOwner()}/oslo-rpc/blob/main/`;
  const targets = { placeOf, addressOf: (file: string) => tree + file };
  const titles = new Map<string, string>();
  for (const file of files) {
    const place = placeOf(file);
    if (place === undefined) continue;
    const target = join(PAGES, file.endsWith(".md") ? place : `public/${place}`);
    mkdirSync(dirname(target), { recursive: true });
    if (!file.endsWith(".md")) {
      copyFileSync(join(ROOT, file), target);
      continue;
    }
    const text = readFileSync(join(ROOT, file), "utf8");
    titles.set(place, titleOf(file, text));
    writeFileSync(target, withSiteLinks(text, file, targets));
  }
  const menu = menuOf([...titles.keys()]).map(({ title, pages }) => ({
    title,
    pages: pages.map((place) => ({ place, title: titles.get(place) })),
  }));
  writeFileSync(join(CACHE, "menu.json"), JSON.stringify(menu));
}

installPackages();
rmSync(PAGES, { recursive: true, force: true });
writePages();
run(process.execPath, ["api.mjs", join(PAGES, "api")], SITE);
run(process.execPath, ["node_modules/vitepress/bin/vitepress.js", "build"], SITE);
const problems = problemsOf(join(SITE, "dist"), process.env.OSLO_RPC_SITE_BASE ?? "/");
for (const problem of problems) console.error(problem);
if (problems.length > 0) {
  console.error(`${problems.length} links lead nowhere, or fetch something from another host`);
  process.exitCode = 1;
}
