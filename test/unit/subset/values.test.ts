import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SetDefinitions } from "../../../src/subset/definitions.js";
import { Values } from "../../../src/subset/witness/values.js";

describe("values that schemas accept", () => {
  const maker = () => {
    const values = new Values();
    values.allow(100_000);
    return values;
  };

  it("are whole also where the same schema was asked too far down before", () => {
    const length = 14;
    const named = Array.from({ length }, (_, index) => ({
      name: `A${index}`,
      schema:
        index === length - 1
          ? { type: "string", const: "end" }
          : { type: "object", required: ["next"], properties: { next: { $ref: `#/$defs/A${index + 1}` } } },
    }));
    const definitions = new SetDefinitions(named);
    const at = (index: number) => [{ schema: named[index]?.schema, definitions }];
    const values = maker();
    // Deeper than is looked: what is known of each on the way is cut short.
    assert.deepEqual(values.of(at(0)), []);
    for (let index = 5; index < length; index += 1)
      assert.deepEqual(values.of(at(index)), maker().of(at(index)), `A${index}`);
    assert.equal(JSON.stringify(values.of(at(length - 3))[0]), '{"next":{"next":"end"}}');
  });

  it("are whole also where the same schema was asked inside one that holds it", () => {
    const up = { $ref: "#/$defs/Top" };
    const kid = { $ref: "#/$defs/Kid" };
    const definitions = new SetDefinitions([
      { name: "Kid", schema: { type: "object", required: ["up"], properties: { up } } },
      { name: "Top", schema: { type: "object", properties: { kid } } },
    ]);
    const values = maker();
    values.of([{ schema: up, definitions }]);
    assert.deepEqual(values.of([{ schema: kid, definitions }]), maker().of([{ schema: kid, definitions }]));
    assert.deepEqual(values.of([{ schema: kid, definitions }])[0], { up: {} });
  });
});
