import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { labelOf, rowsOf, traceOfProgram, tracePicture } from "../../../scripts/trace-picture.js";

const PICTURE = fileURLToPath(new URL("../../../docs/guide/trace.svg", import.meta.url));

/** The words that the rows of a picture begin with. */
function labelsIn(svg: string): readonly string[] {
  return [...svg.matchAll(/<text x="12" y="\d+">([^<]*)<\/text>/g)].map(([, label = ""]) => label);
}

test("the guide's picture of a trace shows the spans that its program exports", async () => {
  const spans = await traceOfProgram();
  const labels = rowsOf(spans).map(labelOf);
  assert.equal(labels.length, 6);
  assert.deepEqual(labelsIn(readFileSync(PICTURE, "utf8")), labels);
  assert.deepEqual(labelsIn(tracePicture(spans)), labels);
});
