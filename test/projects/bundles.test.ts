import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { build } from "esbuild";
import { COMMONJS_PROGRAM } from "../package/consumers.js";
import { ROOT } from "../unit/generator/fixtures.js";
import { makeProject } from "./make-project.js";
import { packPackages } from "./packages.js";

/** The service behind a router of its own, all in one process. */
const PROGRAM = `import { Router } from "oslo-rpc/router";
${COMMONJS_PROGRAM}`
  .replace(
    "const transport",
    "const router = new Router({ port: 0 });\n  await router.start();\n  const transport",
  )
  .replace('"fake://"', "router.url")
  .replace("await transport.close();", "await transport.close();\n  await router.stop();");

describe("a service in one file that esbuild makes", () => {
  const packages = packPackages();
  const project = makeProject("bundles", {
    "package.json": { private: true, type: "module" },
    "schemas/my-service.json": readFileSync(join(ROOT, "schemas/my-service.json"), "utf8"),
    "main.ts": PROGRAM,
  });
  const installed = project.run(
    "npm",
    "install",
    "--no-audit",
    "--no-fund",
    "--prefer-offline",
    ...Object.values(packages),
  );
  assert.equal(installed.status, 0, installed.stderr);
  assert.equal(project.run("npx", "oslo-gen").status, 0);

  for (const [name, options] of Object.entries({
    "an ES module": { format: "esm" },
    "an ES module, minified": { format: "esm", minify: true },
    "an ES module beside its packages": { format: "esm", packages: "external" },
    CommonJS: { format: "cjs" },
  } as const)) {
    it(`runs as ${name}`, async () => {
      const outfile = join(project.folder, `out/${name}.${options.format === "cjs" ? "cjs" : "mjs"}`);
      await build({
        ...{ entryPoints: [join(project.folder, "main.ts")], outfile, absWorkingDir: project.folder },
        ...{ bundle: true, platform: "node", logLevel: "silent", ...options },
      });
      const alone = makeProject("alone", {});
      const file = "packages" in options ? outfile : join(alone.folder, `main.${outfile.slice(-3)}`);
      mkdirSync(alone.folder, { recursive: true });
      if (file !== outfile) copyFileSync(outfile, file);
      const { stdout, stderr } = alone.run("node", file);
      assert.match(stdout, /^\{"arg1":"a"\} (?:function|undefined)\n$/, stderr);
    });
  }
});
