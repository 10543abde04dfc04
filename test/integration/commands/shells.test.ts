import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { completionScript } from "../../../src/cli/completion-script.js";
import { makeProgram } from "../../../src/cli/program.js";
import { needs, type Peer } from "../../support/peers.js";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const run = promisify(execFile);

function shell(name: "zsh" | "fish"): Peer {
  return {
    name,
    install: `apt-get install -y ${name}`,
    missing() {
      const { error, status } = spawnSync(name, ["-c", "true"]);
      return status === 0 ? undefined : (error?.message ?? `it ends with ${status}`);
    },
  };
}

/** Shells are no part of what CI must have. */
function optional(peer: Peer): { skip?: string } {
  const missing = peer.missing();
  return missing === undefined
    ? needs()
    : { skip: `${peer.name} is missing (${missing}); install it with: ${peer.install}` };
}

/** What a shell offers after the words of a line, the last of which is being written. */
type Offers = (line: string) => Promise<readonly string[]>;

/** What every shell must offer. */
function offersWhatThereIs(offers: Offers): void {
  it("offers commands", async () => {
    assert.deepEqual(await offers("oslo-rpc ca"), ["call", "cast"]);
    assert.deepEqual(await offers("oslo-rpc pi"), ["ping"]);
  });

  it("offers the options of the command", async () => {
    assert.deepEqual(await offers("oslo-rpc call --rep"), ["--repeat"]);
    assert.deepEqual(await offers("oslo-rpc cast --rep"), []);
  });

  it("offers the words an argument can be", async () => {
    assert.deepEqual(await offers("oslo-rpc completion z"), ["zsh"]);
  });

  it("offers the words an option's value can be", async () => {
    assert.deepEqual(await offers("oslo-rpc notify --driver messagingv"), ["messagingv2"]);
  });

  it("offers files where an option takes one", async () => {
    assert.deepEqual(await offers("oslo-rpc config --config-file package.j"), ["package.json"]);
  });
}

describe("completion in fish itself", optional(shell("fish")), () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "fish-"));
    await writeFile(
      join(folder, "oslo-rpc.fish"),
      completionScript("fish", await makeProgram(["completion"])),
    );
  });
  after(() => rm(folder, { recursive: true }));

  offersWhatThereIs(async (line) => {
    const commands = `source ${folder}/oslo-rpc.fish; complete -C '${line}'`;
    const env = { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };
    const { stdout } = await run("fish", ["--no-config", "-c", commands], { cwd: ROOT, env });
    // After each word stands what it means.
    return stdout
      .split("\n")
      .filter(Boolean)
      .map((offer) => offer.split("\t")[0] ?? "");
  });
});

/**
 * What a line becomes in a zsh at a terminal of its own after so many tabs. One key does it all: with more keys waiting
 * zsh takes a tab for a character.
 */
const driveZsh = `zmodload zsh/zpty
zpty shell zsh -f -i
tell() { zpty -w shell "$1" }
folder=$1
tell "fpath=($folder \\$fpath); autoload -Uz compinit; compinit -u -d $folder/dump"
tell "press() { BUFFER='$2'; CURSOR=\\$#BUFFER; repeat $3 zle menu-complete; print -r -- \\"\\$BUFFER\\" > $folder/new; mv $folder/new $folder/line }"
tell 'zle -N press; bindkey "^X" press'
zpty -w -n shell $'\\x18'
while [[ ! -e $folder/line ]]; do zpty -r -t shell part; sleep 0.02; done
zpty -d shell
cat $folder/line
`;

describe("completion in zsh itself", optional(shell("zsh")), () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "zsh-"));
    // As a user has it: a file in fpath, found by compinit.
    await writeFile(join(folder, "_oslo-rpc"), completionScript("zsh", await makeProgram(["completion"])));
    await writeFile(join(folder, "drive.zsh"), driveZsh);
  });
  after(() => rm(folder, { recursive: true }));

  /** The line after so many tabs. */
  async function press(line: string, tabs: number): Promise<readonly string[]> {
    await rm(join(folder, "line"), { force: true });
    const options = { cwd: ROOT, timeout: 30_000 };
    const { stdout } = await run(
      "zsh",
      ["-f", join(folder, "drive.zsh"), folder, line, String(tabs)],
      options,
    );
    return stdout.trim().split(" ");
  }

  // Each tab shows the next of several; where there is only one, the second begins another word.
  offersWhatThereIs(async (line) => {
    const words = line.split(" ");
    const offers = new Set<string>();
    for (const tabs of [1, 2]) {
      const completed = await press(line, tabs);
      const offer = completed.at(-1);
      if (offer !== undefined && offer !== words.at(-1) && completed.length === words.length)
        offers.add(offer);
    }
    return [...offers];
  });
});
