import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));

/** Where the measured programs and the library they use are compiled to. */
export const BUILD_FOLDER: string = `${root}.cache/bench/build`;

/**
 * Compiles the library and the measured programs with the settings of the package's own build, so that what is
 * measured is what users run: no program pays for a loader. A folder of its own leaves `dist/` to others.
 */
export function build(): void {
  rmSync(BUILD_FOLDER, { recursive: true, force: true });
  mkdirSync(BUILD_FOLDER, { recursive: true });
  const { status } = spawnSync(
    process.execPath,
    [`${root}node_modules/typescript/bin/tsc`, "-p", `${root}bench/tsconfig.json`],
    { cwd: root, stdio: ["ignore", process.stderr, "inherit"] },
  );
  if (status !== 0) process.stderr.write("The sources have type errors; measuring them nevertheless\n");
}
