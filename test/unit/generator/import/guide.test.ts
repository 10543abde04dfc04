import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { codeBlocks } from "../../../package/readme-blocks.js";
import { oslogen } from "../oslogen.js";
import { enterProject } from "../project.js";

const PAGE = "docs/guide/importing.md";

it(`${PAGE} shows what its command makes of its files`, async () => {
  const [manager, client] = codeBlocks(PAGE, "python");
  const [definition = ""] = codeBlocks(PAGE, "json");
  const [report = ""] = codeBlocks(PAGE, "text");
  const [command = ""] = codeBlocks(PAGE, "");
  enterProject({ "depot/__init__.py": "", "depot/manager.py": manager, "depot/rpcapi.py": client });
  const { lines, errors } = await oslogen(...command.trim().split(" ").slice(1));
  assert.deepEqual(errors, []);
  assert.deepEqual(JSON.parse(readFileSync("schemas/depot-stock.json", "utf8")), JSON.parse(definition));
  const [, ...reported] = lines;
  assert.deepEqual(reported, report.trimEnd().split("\n"));
  assert.equal((await oslogen("generate")).exitCode, 0);
});
