import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonObject } from "../../../src/json/json-object.js";
import { alternativesOf } from "../../../src/subset/alternatives.js";
import { SetDefinitions } from "../../../src/subset/definitions.js";
import { shapesOf } from "../../../src/subset/witness/part.js";

const CHOICES = 16;
const definitions = new SetDefinitions([]);

/** Many choices between two schemas each, all of which hold together, with a last schema. */
function choices(of: (number: number) => readonly JsonObject[], last: unknown): JsonObject {
  return { allOf: [...Array.from({ length: CHOICES }, (_, number) => ({ anyOf: of(number) })), last] };
}

const alike = (number: number) => [
  { type: ["string", "integer"], minLength: number },
  { type: ["string", "integer"], maxLength: number },
];
const different = (number: number) => [
  { type: "integer", minimum: number },
  { type: "string", minLength: number },
];

/** The kinds of the shapes, and how often choices were put into an order for them. */
function shapesIn(schema: JsonObject): { readonly kinds: readonly string[]; readonly asked: number } {
  let asked = 0;
  const shapes = shapesOf([{ schema, definitions }], (all) => {
    asked += 1;
    return all;
  });
  return { kinds: [...shapes].map(({ kind }) => kind), asked };
}

describe("the shapes of values of many choices", () => {
  for (const last of [false, { type: "boolean" }, { allOf: [false] }]) {
    it(`are looked for no longer than makes sense where ${JSON.stringify(last)} leaves none`, () => {
      const { kinds, asked } = shapesIn(choices(alike, last));
      assert.deepEqual(kinds, []);
      assert.ok(asked < 2 ** (CHOICES - 2), `${asked} times`);
    });
  }

  it("are found where most choices leave no kind of value", () => {
    const { kinds, asked } = shapesIn(choices(different, true));
    assert.deepEqual(kinds, ["integer", "string"]);
    assert.ok(asked < 20 * CHOICES, `${asked} times`);
  });
});

describe("alternatives of many choices", () => {
  /** The schema with its choices counted when they are read. */
  function readsOf(last: unknown): { readonly found: unknown; readonly reads: number } {
    let reads = 0;
    const counted = (anyOf: readonly JsonObject[]): JsonObject => ({
      get anyOf() {
        reads += 1;
        return anyOf;
      },
    });
    const allOf = [...Array.from({ length: CHOICES }, (_, number) => counted(alike(number))), last];
    return { found: alternativesOf(definitions, [{ allOf }]), reads };
  }

  it("are none at once where a schema beside them lets nothing through", () => {
    const { found, reads } = readsOf(false);
    assert.deepEqual(found, []);
    assert.equal(reads, 0);
  });

  it("are not known where there are too many to see that all of them let nothing through", () => {
    const { found, reads } = readsOf({ allOf: [false] });
    assert.equal(found, undefined);
    assert.ok(reads < 2 ** CHOICES, `${reads} reads`);
  });
});
