import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Command } from "commander";
import { joinConfigPairs } from "../../../src/cli/config-pairs.js";
import { makeProgram } from "../../../src/cli/program.js";

const NEEDED: Readonly<Record<string, readonly string[]>> = {
  call: ["t", "m"],
  cast: ["t", "m"],
  notify: ["t", "e", "p"],
  replay: ["f", "--as", "server"],
  completion: ["bash"],
};

function quiet(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => {}, writeErr: () => {} });
  for (const child of command.commands) quiet(child);
}

async function refused(words: readonly string[]): Promise<string> {
  const program = await makeProgram(["completion", ...words]);
  quiet(program);
  const parsed = (async () => program.parseAsync(joinConfigPairs(words), { from: "user" }))();
  return parsed.then(
    () => "it ran",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

describe("an empty value", () => {
  it("is none of any option, and nothing runs", async () => {
    for (const command of (await makeProgram(["completion"])).commands) {
      const needed = NEEDED[command.name()] ?? command.registeredArguments.map(() => "x");
      for (const { long, required } of command.options) {
        if (!required || long === null || long === undefined) continue;
        const message = await refused([command.name(), ...needed, long, ""]);
        const words = `${command.name()} ${long}`;
        assert.match(message, /is empty|""|'' is invalid|takes a |must be|cannot/, `${words}: ${message}`);
      }
    }
  });

  it("is none of what is named, and is one of what is sent", async () => {
    const named = "the argument topic is empty; give it a value";
    assert.equal(await refused(["ping", ""]), named);
    assert.equal(await refused(["notify", "", "e", "p"]), named);
    assert.match(await refused(["tap", "a", ""]), /^the argument topics is empty/);
    const sent = ["notify", "t", "e", "", "--url", "fake://", "--driver", "noop"];
    assert.doesNotMatch(await refused(sent), /is empty/);
  });
});
