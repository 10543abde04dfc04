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

/** What bash offers at the end of a line, and what it asks to know that. */
function liveOffers(line: string): readonly [offers: string[], asked: string] {
  const script = `${completionScript("bash", program)}
oslo-rpc() { echo "$*" >&3; printf 'methodA\\nmethodB\\nother\\n'; }
COMP_LINE='${line}'
COMP_POINT=\${#COMP_LINE}
# As bash splits it, which takes colons and = for words.
COMP_WORDS=(\${COMP_LINE//:/ : } "\${COMP_LINE##* }")
COMP_CWORD=$((\${#COMP_WORDS[@]}-1))
exec 3>&1
_oslo_rpc
printf '%s\\n' "\${COMPREPLY[@]}"`;
  // The completion throws the command's standard error away, as it must.
  const lines = execFileSync("bash", ["--norc", "-c", script], { encoding: "utf8" })
    .split("\n")
    .filter(Boolean);
  const isAsked = lines[0]?.startsWith("describe ") ?? false;
  return [isAsked ? lines.slice(1) : lines, isAsked ? (lines[0] ?? "") : ""];
}

describe("completion from a live contract in bash", () => {
  it("offers methods, and then arguments, of whom the line is for", () => {
    assert.deepEqual(liveOffers("oslo-rpc call things --url amqp://h:5672 --live --timeout 9 meth"), [
      ["methodA", "methodB"],
      "describe things --names --url amqp://h:5672 --timeout 2",
    ]);
    const [offers, asked] = liveOffers("oslo-rpc cast things methodA --exchange test --live ");
    assert.deepEqual(offers, ["methodA", "methodB", "other"]);
    assert.equal(asked, "describe things --names methodA --exchange test --timeout 2");
  });

  it("asks nobody without --live, without a topic, for options and for other commands", () => {
    for (const line of [
      "oslo-rpc call things meth",
      "oslo-rpc call --live th",
      "oslo-rpc call things --live --rep",
      "oslo-rpc ping things --live me",
    ])
      assert.equal(liveOffers(line)[1], "", line);
  });
});
