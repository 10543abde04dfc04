import assert from "node:assert/strict";
import { it } from "node:test";
import { exampleValue } from "../../../../generator/docs/examples/example-value.js";
import { SetDefinitions } from "../../../../src/subset/definitions.js";

it("an example is made once of each schema, however many ways lead to it", () => {
  const length = 16;
  let reads = 0;
  const named = Array.from({ length }, (_, index) =>
    ["A", "B"].map((letter) => ({
      name: `${letter}${index}`,
      schema: {
        get allOf() {
          reads += 1;
          return ["A", "B"].map((next) => ({ $ref: `#/$defs/${next}${index + 1}` }));
        },
      },
    })),
  ).flat();
  const last = ["A", "B"].map((letter) => ({ name: `${letter}${length}`, schema: { type: "string" } }));
  const definitions = new SetDefinitions([...named, ...last]);
  assert.equal(typeof exampleValue(definitions, named[0]?.schema), "string");
  assert.ok(reads < 2 ** (length - 4), `${reads} reads`);
});
