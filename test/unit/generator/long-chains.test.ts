import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { enterProject, oslogen } from "./project.js";

/** What is walked through without regard to lengths, and what is gone into only so far. */
const LENGTHS: Readonly<Record<string, number>> = {
  Plain: 5_000,
  Limited: 5_000,
  Member: 2_500,
  Choice: 2_500,
};

type Link = (next: object, index: number) => object;

/** Definitions each of which leads to the next, the last one being an integer. */
function chain(name: string, link: Link, last: object = { type: "integer" }): [string, object][] {
  const length = LENGTHS[name] ?? 0;
  return Array.from({ length }, (_, index) => [
    `${name}${index}`,
    index === length - 1 ? last : link({ $ref: `#/$defs/${name}${index + 1}` }, index),
  ]);
}

const links: Readonly<Record<string, Link>> = {
  Plain: (next) => next,
  Limited: (next) => ({ type: "integer", maximum: 10, ...next }),
  Member: (next) => ({ type: "object", properties: { a: next } }),
  Choice: (next) => ({ anyOf: [{ type: "null" }, next] }),
};

function definition(last: object): object {
  const methods = Object.keys(links).map((name) => {
    const schema = { $ref: `#/$defs/${name}0` };
    return [`get${name}`, { description: "d", params: [{ name: "p", schema }], result: schema }];
  });
  const $defs = Object.entries(links).flatMap(([name, link]) => chain(name, link, last));
  return {
    service: "Chains",
    description: "d",
    topic: "t",
    version: "1.0",
    methods: Object.fromEntries(methods),
    $defs: Object.fromEntries($defs),
  };
}

describe("chains of definitions", () => {
  it("may be long in every command", async () => {
    enterProject({
      "schemas/chains.json": definition({ type: "integer" }),
      "old/chains.json": definition({ type: "integer", maximum: 10 }),
    });
    for (const words of [["lint"], ["generate"], ["scaffold"], ["docs"]]) {
      const { errors, exitCode } = await oslogen(...words);
      assert.deepEqual([words, errors, exitCode], [words, [], 0]);
    }
    // Values that were refused are accepted now, so that results break.
    const { lines, errors } = await oslogen(
      "breaking",
      "--against",
      "old/chains.json",
      "schemas/chains.json",
    );
    assert.doesNotMatch(errors.join(), /call stack/);
    assert.match(lines.join("\n"), /getPlain/);
  });
});
