import { cpSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** Packages that are part of the page. */
const INSIDE = ["preact", "uplot"];

/**
 * Makes the page of `oslo-rpc console`: static files, with the licences of the packages inside, as they ask for.
 *
 * @param {string} outdir where the files go
 */
export async function bundleConsole(outdir) {
  await build({
    entryPoints: { app: "console/src/main.tsx" },
    outdir,
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    format: "esm",
    target: ["chrome120", "firefox125", "safari17"],
    tsconfig: "console/tsconfig.json",
    legalComments: "none",
    charset: "utf8",
    logLevel: "warning",
  });
  cpSync(`${ROOT}console/src/index.html`, `${outdir}/index.html`);
  mkdirSync(`${outdir}/licenses`, { recursive: true });
  for (const name of INSIDE) {
    cpSync(`${ROOT}node_modules/${name}/LICENSE`, `${outdir}/licenses/${name}.txt`);
  }
}
