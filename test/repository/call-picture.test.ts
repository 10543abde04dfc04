import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { callPicture, PARTICIPANTS } from "../../scripts/call-picture.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

test("the picture of a call's way is what its script draws, of folders that there are", () => {
  assert.equal(readFileSync(`${ROOT}docs/way-of-a-call.svg`, "utf8"), callPicture());
  const folders = PARTICIPANTS.filter((name) => name.endsWith("/"));
  assert.ok(folders.length > 0);
  for (const folder of folders) assert.ok(existsSync(`${ROOT}src/${folder}`), folder);
});
