import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { completionScript } from "../../../src/cli/completion-script.js";
import { makeProgram } from "../../../src/cli/program.js";

const program = await makeProgram(["completion"]);

describe("completion in other shells", () => {
  it("names every command and option for fish", () => {
    const script = completionScript("fish", program);
    for (const command of program.commands) {
      assert.match(script, new RegExp(`-a ${command.name()} -d '`));
      for (const { long } of command.options) assert.ok(script.includes(`-l ${long?.slice(2)} `), long);
    }
    // A quote in a description must not end the text.
    assert.match(script, /oslo\.config'\\''s/);
  });

  it("goes through bash's for zsh", () => {
    assert.match(completionScript("zsh", program), /^#compdef oslo-rpc\n[^\n]*bashcompinit/);
  });
});
