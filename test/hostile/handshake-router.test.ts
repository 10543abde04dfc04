import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import { connect as connectTls } from "node:tls";
import { readSasl, saslInit, saslResponse } from "../../src/amqp/sasl/sasl-frames.js";
import { ScramClient } from "../../src/amqp/sasl/scram-client.js";
import { Authority } from "../support/certificates.js";
import {
  type Grammar,
  lookedAt,
  type Verdict,
  verdictOn,
  withoutUsers,
  withUsers,
} from "../support/handshake-model.js";
import { Random } from "../support/random.js";
import { clientBytes, PASSWORD, USER } from "./handshake/letters.js";
import { makeRuns, playAll, type Run } from "./handshake/sequences.js";
import { assertShortTurns, COUNT, useTalkingProgram } from "./handshake/use-program.js";
import { WellMeaning } from "./handshake/well-meaning.js";
import { Heard, send } from "./handshake/wire.js";

const SEED = 20_260;
const AT_ONCE = 32;

interface Ports {
  readonly open: number;
  readonly users: number;
  readonly tls: number;
}
type Kind = keyof Ports;
type Report = { readonly longestTurn: number } & Readonly<
  Record<Kind, { readonly violations: number; readonly refusedLogins: number; readonly connections: number }>
>;

const grammars: Readonly<Record<Kind, Grammar>> = { open: withoutUsers, users: withUsers, tls: withUsers };

/** What a router says to a letter that is in turn. */
const replies: Readonly<Record<string, readonly string[]>> = {
  S: ["SASL", "40"],
  p: ["44:0"],
  w: ["44:0"],
  n: ["44:0"],
  f: ["42"],
  r: ["42"],
  e: ["44:0"],
  A: ["AMQP"],
  o: ["10"],
};

interface Expected {
  readonly verdict: Verdict;
  /** What is said for certain. */
  readonly due: readonly string[];
  /** What may be said behind it: who is cut off can miss the last words. */
  readonly told: readonly string[];
}

function expect(grammar: Grammar, sequence: string): Expected {
  const seen = lookedAt(grammar, sequence);
  const verdict = verdictOn(grammar, seen);
  const inTurn = verdict === "open" || verdict === "waiting" ? seen : seen.slice(0, -1);
  const words = [...inTurn].flatMap((letter) => replies[letter] ?? []);
  if (verdict === "refused") return { verdict, due: [...words, "44:1"], told: [] };
  if (verdict !== "violation") return { verdict, due: words, told: [] };
  // In SASL there is nothing to tell it with; before it, a header.
  if (inTurn === "") return { verdict, due: [], told: [grammar === withUsers ? "SASL" : "AMQP"] };
  const close = inTurn.includes("o") ? ["18"] : ["10", "18"];
  return { verdict, due: [], told: [...words, ...(inTurn.includes("A") ? close : [])] };
}

describe("a router, whatever comes in whatever order before AMQP", () => {
  const authority = new Authority();
  const { cert, key } = authority.issue("server", { name: "localhost", names: "IP:127.0.0.1" });
  let healthy: WellMeaning;
  const violators: string[] = [];

  // Registered before the program's end, and so done before it.
  after(async () => {
    await healthy?.abandon();
    authority.remove();
  });
  const used = useTalkingProgram<Ports>("router-program.ts", () => [cert, key]);
  before(async () => {
    const { program, ready } = used();
    program.on<{ by: string }>("violation", ({ by }) => violators.push(by));
    healthy = await WellMeaning.start(`amqp://127.0.0.1:${ready.open}`);
  });

  async function dial(kind: Kind): Promise<Socket> {
    const where = { host: "127.0.0.1", port: used().ready[kind] };
    const socket = kind === "tls" ? connectTls({ ...where, rejectUnauthorized: false }) : connectTcp(where);
    socket.setNoDelay(true);
    await once(socket, kind === "tls" ? "secureConnect" : "connect");
    return socket;
  }

  /** Sends one sequence, and looks whether the router has said what it should. */
  async function play(kind: Kind, { sequence, split }: Run, random: Random): Promise<[Verdict, by: string]> {
    const socket = await dial(kind);
    const by = `${kind} ${socket.localPort}`;
    const heard = new Heard(socket);
    // Only who waits for the challenge has the proof.
    const sent = split === "in steps" ? sequence : sequence.replaceAll("r", "b");
    const { verdict, due, told } = expect(grammars[kind], sent);
    const scram = new ScramClient(USER, PASSWORD);
    let proved = false;
    const bytesOf = async (letter: string): Promise<Buffer> => {
      if (letter === "f") return saslInit("SCRAM-SHA-256", scram.start());
      const challenge = heard.frame(0x42);
      if (letter !== "r" || proved || challenge === undefined) return clientBytes[letter] as Buffer;
      proved = true;
      return saslResponse(await scram.step(readSasl(challenge, 8).data as Buffer));
    };
    const answers = (length: number) => expect(grammars[kind], sent.slice(0, length)).due.length;
    await send(heard, sent, split, random, bytesOf, answers);
    if (verdict === "open" || verdict === "waiting") {
      await heard.until(due.length);
      socket.end();
    }
    await heard.closed;
    const may = [...due, ...told];
    const words = may.slice(0, Math.max(due.length, heard.words.length));
    assert.deepEqual(heard.words, words, `${kind}: ${sent} ${split}`);
    return [verdict, by];
  }

  for (const kind of ["open", "users", "tls"] as const) {
    // Over TLS each takes longer.
    const count = kind === "tls" ? COUNT / 4 : COUNT;
    const runs = makeRuns(grammars[kind], count, new Random(SEED), kind !== "tls");
    it(`takes what is in turn and ends the connection for the rest (${kind}, ${runs.length} sequences)`, async (test) => {
      const { program } = used();
      const random = new Random(SEED);
      const { calls } = healthy;
      const expected: string[] = [];
      let refused = 0;
      const played = playAll(runs, Array(AT_ONCE).fill(kind), async (_, run) => {
        const [verdict, by] = await play(kind, run, random);
        if (verdict === "violation") expected.push(by);
        if (verdict === "refused") refused++;
      });
      await program.whileAlive(played);
      await healthy.answeredSince(calls);
      const report = await program.ask<Report>("report");
      assert.deepEqual(violators.filter((by) => by.startsWith(kind)).sort(), expected.sort());
      const { violations, refusedLogins } = report[kind];
      assert.deepEqual(
        { violations, refusedLogins },
        { violations: expected.length, refusedLogins: refused },
      );
      test.diagnostic(
        `${expected.length} violations, ${refused} refused; ${healthy.calls - calls} calls answered meanwhile; longest turn ${report.longestTurn} ms of computing`,
      );
      assertShortTurns(report.longestTurn);
    });
  }

  it("ends with SIGTERM", async () => {
    await healthy.stop();
    assert.equal(await used().program.stop(), 0);
  });
});
