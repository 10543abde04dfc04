import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, it } from "node:test";
import { programWords } from "../../support/node-words.js";
import type { Outcome } from "../../unit/generator/oslogen.js";
import { enterProject } from "../../unit/generator/project.js";

/** KB of stack, a third of the usual: chains a third as long overflow it, and a third of the time is spent on them. */
const STACK = 328;

/** What is walked through without regard to lengths, and what is gone into only so far. */
const LENGTHS: Readonly<Record<string, number>> = {
  Plain: 1_650,
  Limited: 1_650,
  Member: 825,
  Choice: 825,
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

/** Runs command lines of oslo-gen with a small stack. */
function outcomesOf(commands: readonly (readonly string[])[]): Outcome[] {
  const words = [...programWords("test/unit/generator/oslogen-program.ts"), JSON.stringify(commands)];
  return JSON.parse(
    execFileSync(process.execPath, [`--stack-size=${STACK}`, ...words], { encoding: "utf8" }),
  );
}

describe("chains of definitions", () => {
  it("may be long in every command", () => {
    enterProject({
      "schemas/chains.json": definition({ type: "integer" }),
      "old/chains.json": definition({ type: "integer", maximum: 10 }),
    });
    const commands = [["lint"], ["generate"], ["scaffold"], ["docs"]];
    const comparison = ["breaking", "--against", "old/chains.json", "schemas/chains.json"];
    const outcomes = outcomesOf([...commands, comparison]);
    for (const [index, words] of commands.entries()) {
      const { errors, exitCode } = outcomes[index] as Outcome;
      assert.deepEqual([words, errors, exitCode], [words, [], 0]);
    }
    // Values that were refused are accepted now, so that results break.
    const { lines, errors } = outcomes.at(-1) as Outcome;
    assert.doesNotMatch(errors.join(), /call stack/);
    assert.match(lines.join("\n"), /getPlain/);
  });
});
