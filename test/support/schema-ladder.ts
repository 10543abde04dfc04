import type { JsonObject } from "../../src/json/json-object.js";
import { SetDefinitions } from "../../src/subset/definitions.js";

/**
 * Schemas in levels of two, each made of both of the next level: twice as many ways lead to each level as to the one
 * before it.
 *
 * @param ends the schemas of the last level
 */
export function schemaLadder(
  keyword: "allOf" | "anyOf",
  levels: number,
  ends: readonly [JsonObject, JsonObject],
): {
  readonly schema: unknown;
  readonly definitions: SetDefinitions;
  /** The number of times that a level was read. */
  readonly reads: number;
} {
  let reads = 0;
  const letters = ["A", "B"];
  const refs = (level: number) => letters.map((letter) => ({ $ref: `#/$defs/${letter}${level}` }));
  const rung = (level: number): JsonObject =>
    Object.defineProperty({}, keyword, {
      enumerable: true,
      get: () => {
        reads += 1;
        return refs(level + 1);
      },
    });
  const named = Array.from({ length: levels }, (_, level) =>
    letters.map((letter) => ({ name: `${letter}${level}`, schema: rung(level) })),
  );
  const last = letters.map((letter, index) => ({
    name: `${letter}${levels}`,
    schema: ends[index] as JsonObject,
  }));
  return {
    schema: refs(0)[0],
    definitions: new SetDefinitions([...named.flat(), ...last]),
    get reads() {
      return reads;
    },
  };
}
