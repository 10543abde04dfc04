// The whole output for every definition of test/fixtures/definitions and of schemas/ is kept in
// test/fixtures/generated, byte by byte. When the generator changes on purpose, look at what this writes:
//
//   npx tsx test/unit/generator/snapshots.test.ts --update
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FIXTURES, keepOutput, keptOutput, outputOf } from "./fixtures.js";

const output = new Map(FIXTURES.flatMap((file) => [...outputOf(file)]));
if (process.argv.includes("--update")) keepOutput(output);

describe("the output", () => {
  const kept = keptOutput();

  it("consists of the files that are kept, run with --update to keep others", () => {
    assert.deepEqual([...output.keys()].sort(), [...kept.keys()].sort());
  });

  for (const [path, text] of output) {
    it(`is as it was kept: ${path}`, () => assert.equal(text, kept.get(path)));
  }
});
