import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { makeProject } from "./make-project.js";
import { packPackages } from "./packages.js";

const INSTALL = ["install", "--no-audit", "--no-fund", "--prefer-offline"];
/** What the project that Nest 11 makes has for Jest, and what the guide adds. */
const JEST = {
  moduleFileExtensions: ["js", "json", "ts"],
  rootDir: "src",
  testRegex: ".*\\.spec\\.ts$",
  transform: {
    "/node_modules/oslo-rpc/": ["@swc/jest", { swcrc: false, module: { type: "commonjs" } }],
    "^.+\\.(t|j)s$": "ts-jest",
  },
  transformIgnorePatterns: ["/node_modules/(?!oslo-rpc/)"],
  testEnvironment: "node",
};
const LISTENING = `import { Notifier } from "oslo-rpc/notify";
test("notifications are there too", () => expect(typeof Notifier).toBe("function"));
`;

describe("a project of CommonJS with Jest, as Nest 11 makes it", () => {
  it("is given a service by init, whose test runs and which is built and required", () => {
    const packages = packPackages();
    const project = makeProject("commonjs", {
      "package.json": { private: true, scripts: { test: "jest" }, jest: JEST },
      "nest-cli.json": { sourceRoot: "src" },
      "tsconfig.json": {
        compilerOptions: {
          ...{ module: "nodenext", moduleResolution: "nodenext", resolvePackageJsonExports: true },
          ...{
            esModuleInterop: true,
            isolatedModules: true,
            target: "ES2023",
            outDir: "./dist",
            rootDir: "./src",
          },
          ...{ skipLibCheck: true, strict: true, types: ["node", "jest"] },
        },
        include: ["src"],
      },
      "src/notify.spec.ts": LISTENING,
    });
    const tools = ["jest@30", "ts-jest@29", "@types/jest@30", "@swc/jest@0.2", "@swc/core@1"];
    const all = [...Object.values(packages), ...tools, "typescript@5.9", "@types/node@20"];
    const installed = project.run("npm", ...INSTALL, ...all);
    assert.equal(installed.status, 0, installed.stderr);
    const begun = project.run("npx", "oslo-gen", "init", "orders");
    assert.equal(begun.status, 0, begun.stderr);
    assert.match(
      readFileSync(join(project.folder, "src/endpoints/orders.spec.ts"), "utf8"),
      /^import .* "oslo-rpc";/,
    );
    const tested = project.run("npm", "test");
    assert.equal(tested.status, 0, tested.stderr);
    assert.match(tested.stderr, /Tests: +2 passed, 2 total/);
    const built = project.run("npx", "tsc");
    assert.equal(built.status, 0, built.stdout);
    const required = project.run(
      "node",
      "-p",
      'typeof require("./dist/generated/orders/index.js").OrdersClient',
    );
    assert.equal(required.stdout, "function\n");
  });
});
