import assert from "node:assert/strict";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ROOT } from "../unit/generator/fixtures.js";
import { makeProject } from "./make-project.js";
import { packPackages } from "./packages.js";

describe("an example in a project of its own", () => {
  const packages = packPackages();
  for (const name of ["fastify", "nestjs"]) {
    it(`is installed, generated, compiled and tested: ${name}`, () => {
      const project = makeProject(name, {});
      cpSync(join(ROOT, "examples", name), project.folder, { recursive: true });
      const manifest = JSON.parse(readFileSync(join(project.folder, "package.json"), "utf8"));
      // They need not be published.
      manifest.dependencies["oslo-rpc"] = `file:${packages["oslo-rpc"]}`;
      manifest.devDependencies["oslo-gen"] = `file:${packages["oslo-gen"]}`;
      project.write("package.json", manifest);
      const installed = project.run("npm", "install", "--no-audit", "--no-fund", "--prefer-offline");
      assert.equal(installed.status, 0, installed.stderr);
      const { status, stdout, stderr } = project.run("npm", "test");
      assert.equal(status, 0, stdout + stderr);
      assert.match(stdout, /fail 0/);
    });
  }
});
