import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { before, describe, it } from "node:test";
import { readSasl, saslChallenge } from "../../src/amqp/sasl/sasl-frames.js";
import { ScramServer } from "../../src/amqp/sasl/scram-server.js";
import { makeVerifier, type ScramVerifier } from "../../src/amqp/sasl/verifier.js";
import {
  type Grammar,
  lookedAt,
  type Verdict,
  verdictOn,
  withLogin,
  withoutLogin,
} from "../support/handshake-model.js";
import { Random } from "../support/random.js";
import { useRouter } from "../support/use-router.js";
import { outcomeWith, PASSWORD, serverBytes } from "./handshake/letters.js";
import type { TalkingProgram } from "./handshake/program.js";
import { makeRuns, playAll, type Run } from "./handshake/sequences.js";
import { assertShortTurns, COUNT, useTalkingProgram } from "./handshake/use-program.js";
import { Heard, send } from "./handshake/wire.js";

const SEED = 20_261;
const AT_ONCE = 24;

interface End {
  readonly opened: boolean;
  readonly reason: string;
  readonly message: string;
  readonly violations: number;
}

/** What a client says to a letter that is in turn. */
const replies: Readonly<Record<string, readonly string[]>> = {
  m: ["41"],
  s: ["41"],
  c: ["43"],
  v: ["43"],
  k: ["AMQP", "10"],
  K: ["AMQP", "10"],
};

/** What a client says to a sequence, and what it may say at the end to what is out of turn. */
function wordsFor(grammar: Grammar, sequence: string): { due: string[]; told: string[] } {
  const seen = lookedAt(grammar, sequence);
  const verdict = verdictOn(grammar, seen);
  const inTurn = verdict === "open" || verdict === "waiting" ? seen : seen.slice(0, -1);
  const first = grammar === withLogin ? ["SASL"] : ["AMQP", "10"];
  const due = [...first, ...[...inTurn].flatMap((letter) => replies[letter] ?? [])];
  return { due, told: verdict === "violation" && inTurn.includes("A") ? ["18"] : [] };
}

/** What a client reports of a connection that ended so. */
const reasons: Readonly<Record<Verdict, RegExp>> = {
  open: /^connection-lost: .*the peer closed it/,
  waiting: /^connect: .*the peer closed it/,
  refused: /^authentication: /,
  unavailable: /^connect: .*cannot check the login now/,
  unsupported: /^unsupported: .*unsupported protocol: TLS/,
  violation: /^(connect|connection-lost): .*(unexpected|a second open|a frame of type 1|does not speak AMQP)/,
};

/** A server for one client at a time. */
class Slot {
  readonly server: Server = createServer({ noDelay: true });
  #last = 0;

  async start(): Promise<this> {
    await once(this.server.listen(0, "127.0.0.1"), "listening");
    return this;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** The client that connects next, and what it will have to report. */
  async client(program: TalkingProgram, login: boolean, ids: () => number): Promise<[Socket, Promise<End>]> {
    this.#last = ids();
    const ended = program.heard<End>(`end ${this.#last}`);
    const connected = once(this.server, "connection");
    program.send({ kind: "attempt", id: this.#last, port: this.port, login });
    return [((await connected) as [Socket])[0], ended];
  }
}

describe("a client, whatever its peer sends in whatever order before AMQP", () => {
  const { router, add } = useRouter();
  const used = useTalkingProgram("client-program.ts", () => [router.url]);
  const slots: Slot[] = [];
  let verifier: ScramVerifier;
  let ids = 0;

  before(async () => {
    verifier = await makeVerifier(PASSWORD, 4_096);
    for (let i = 0; i < AT_ONCE; i++) {
      const slot = await new Slot().start();
      add(() => slot.server.close());
      slots.push(slot);
    }
  });

  /** Sends one sequence, and looks whether the client has said and reported what it should. */
  async function play(
    slot: Slot,
    grammar: Grammar,
    { sequence, split }: Run,
    random: Random,
  ): Promise<Verdict> {
    const [socket, ended] = await slot.client(used().program, grammar === withLogin, () => ++ids);
    const heard = new Heard(socket);
    const scram = new ScramServer({ verifier: () => verifier });
    const due = [0x41, 0x43];
    // Only who waits for the client's messages can answer them.
    const sent = split === "in steps" ? sequence : sequence.replaceAll(/[cv]/g, "x");
    const challenge = (): Buffer => {
      const said = heard.frame(due.shift() ?? 0);
      const step = said && scram.step(readSasl(said, 8).data);
      return step !== undefined && "challenge" in step ? step.challenge : Buffer.from("made up");
    };
    let step = 0;
    const bytesOf = (letter: string): Buffer => {
      if (letter === "K") return outcomeWith(step === 1 ? challenge() : Buffer.from("made up"));
      if (letter !== "c" && letter !== "v") return serverBytes[letter] as Buffer;
      // Each fits in one place only.
      if (letter !== "cv"[step]) return serverBytes.x as Buffer;
      step++;
      return saslChallenge(challenge());
    };
    await send(
      heard,
      sent,
      split,
      random,
      bytesOf,
      (length) => wordsFor(grammar, sent.slice(0, length)).due.length,
    );
    const seen = lookedAt(grammar, sent);
    const verdict = verdictOn(grammar, seen);
    const { due: words, told } = wordsFor(grammar, sent);
    const what = `${grammar === withLogin ? "with" : "without"} login: ${sent} ${split}`;
    if (verdict === "open" || verdict === "waiting") {
      await heard.until(words.length);
      socket.end();
    }
    const { opened, reason, message, violations } = await ended;
    await heard.closed;
    assert.match(`${reason}: ${message}`, reasons[verdict], what);
    assert.equal(violations, verdict === "violation" ? 1 : 0, what);
    assert.equal(
      opened,
      grammar.whole.some((word) => seen.startsWith(word)),
      what,
    );
    if (verdict === "open" || verdict === "waiting") assert.deepEqual(heard.words, words, what);
    else assert.deepEqual(heard.words, [...words, ...told].slice(0, heard.words.length), what);
    return verdict;
  }

  for (const [name, grammar] of [
    ["with a login", withLogin],
    ["without a login", withoutLogin],
  ] as const) {
    const runs = makeRuns(grammar, COUNT, new Random(SEED), true);
    it(`${name} takes what is in turn and ends the connection for the rest (${runs.length} sequences)`, async (test) => {
      const { program } = used();
      const random = new Random(SEED);
      const counts = new Map<Verdict, number>();
      const before = await program.ask<{ calls: number }>("report");
      const played = playAll(runs, slots, async (slot, run) => {
        const verdict = await play(slot, grammar, run, random);
        counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
      });
      await program.whileAlive(played);
      const { calls, longestTurn } = await program.ask<{ calls: number; longestTurn: number }>("report");
      const ends = [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(", ");
      test.diagnostic(
        `${ends}; ${calls - before.calls} calls answered meanwhile; longest turn ${longestTurn} ms of computing`,
      );
      assert.ok(calls > before.calls);
      assertShortTurns(longestTurn);
    });
  }

  it("ends with SIGTERM", async () => {
    assert.equal(await used().program.stop(), 0);
  });
});
