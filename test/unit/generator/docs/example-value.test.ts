import assert from "node:assert/strict";
import { it } from "node:test";
import { exampleValue } from "../../../../generator/docs/examples/example-value.js";
import { schemaLadder } from "../../../support/schema-ladder.js";

it("an example is made once of each schema, however many ways lead to it", () => {
  const levels = 16;
  const ladder = schemaLadder("allOf", levels, [{ type: "string" }, { type: "string" }]);
  assert.equal(typeof exampleValue(ladder.definitions, ladder.schema), "string");
  assert.ok(ladder.reads < 2 ** (levels - 4), `${ladder.reads} reads`);
});
