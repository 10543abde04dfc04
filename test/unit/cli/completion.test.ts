import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, it } from "node:test";
import { completionScript } from "../../../src/cli/completion-script.js";
import { makeProgram } from "../../../src/cli/program.js";

const program = await makeProgram(["completion"]);

/** What bash offers for the words, the last of which is being written. */
function bashOffers(...words: string[]): string[] {
  const script = `${completionScript("bash", program)}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")})
COMP_CWORD=$((\${#COMP_WORDS[@]}-1))
_oslo_rpc
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["--norc", "-c", script], { encoding: "utf8" }).split("\n").filter(Boolean);
}

describe("completion in bash", () => {
  it("offers commands", () => {
    const offers = bashOffers("oslo-rpc", "");
    for (const command of program.commands) assert.ok(offers.includes(command.name()), command.name());
    assert.deepEqual(bashOffers("oslo-rpc", "pi"), ["ping"]);
  });

  it("offers the options of the command", () => {
    assert.deepEqual(bashOffers("oslo-rpc", "call", "--rep"), ["--repeat"]);
    assert.deepEqual(bashOffers("oslo-rpc", "cast", "--rep"), []);
    assert.deepEqual(bashOffers("oslo-rpc", "completion", "z"), ["zsh"]);
  });

  it("offers files where an option takes one", () => {
    assert.deepEqual(bashOffers("oslo-rpc", "config", "--config-file", "package.js"), ["package.json"]);
  });

  it("offers the words a value can be, and no options in its place", () => {
    assert.deepEqual(bashOffers("oslo-rpc", "notify", "--driver", "messagingv"), ["messagingv2"]);
    assert.deepEqual(bashOffers("oslo-rpc", "call", "--repeat", ""), []);
    // Here it takes none.
    assert.ok(bashOffers("oslo-rpc", "call", "--stats", "").includes("--repeat"));
  });
});

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
