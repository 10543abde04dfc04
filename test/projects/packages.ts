import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { isBuilt } from "../package/is-built.js";
import { ROOT } from "../unit/generator/fixtures.js";

/** Paths of both packages, packed. */
export type Packages = Readonly<Record<"oslo-rpc" | "oslo-gen", string>>;

/** Packs both packages, which are built first where that is needed. */
export function packPackages(): Packages {
  const folder = mkdtempSync(join(tmpdir(), "oslo-rpc-packed-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const npm = (...words: readonly string[]) => {
    const { status, stderr } = spawnSync("npm", words, { cwd: ROOT, encoding: "utf8" });
    if (status !== 0) throw new Error(`npm ${words.join(" ")} failed: ${stderr}`);
  };
  if (!isBuilt()) npm("run", "build");
  for (const which of [[], ["--workspace=oslo-gen"]])
    npm("pack", "--ignore-scripts", "--pack-destination", folder, ...which);
  const packed = readdirSync(folder);
  const pathOf = (name: string) => join(folder, packed.find((file) => file.startsWith(name)) ?? name);
  return { "oslo-rpc": pathOf("oslo-rpc"), "oslo-gen": pathOf("oslo-gen") };
}
