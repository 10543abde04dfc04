import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { readAssets } from "../../../src/console/assets.js";
import { findPage } from "../../../src/console/find-page.js";

it("the page is found beside the package or in the working directory, once it is built", (test) => {
  const root = mkdtempSync(join(tmpdir(), "oslo-rpc-page-"));
  test.after(() => rmSync(root, { recursive: true }));
  const install = (place: string, version: string, isBuilt: boolean) => {
    const folder = join(root, place, "node_modules", "oslo-rpc-console");
    mkdirSync(join(folder, "dist", "parts"), { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "oslo-rpc-console", version }));
    writeFileSync(join(folder, "dist", "parts", "a.svg"), "<svg/>");
    if (isBuilt) writeFileSync(join(folder, "dist", "index.html"), "<!doctype html>");
    return join(root, place, "package.json");
  };
  const [unbuilt, first, second] = [
    install("a", "1", false),
    install("b", "2", true),
    install("c", "3", true),
  ];
  assert.equal(findPage([join(root, "d", "package.json")]), undefined);
  assert.equal(findPage([unbuilt]), undefined);
  assert.equal(findPage([unbuilt, first, second])?.version, "2");
  const { folder = "" } = findPage([second]) ?? {};
  assert.deepEqual([...readAssets(folder).keys()].sort(), ["/", "/index.html", "/parts/a.svg"]);
});
