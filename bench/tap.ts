import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { BUILD_FOLDER, build } from "./build.js";
import { startRouter } from "./contenders.js";
import { PeerProcess } from "./peer-process.js";
import { echoDescriptor } from "./peers/echo-service.js";
import type { PacedResult } from "./peers/paced-client.js";
import { median } from "./statistics.js";
import { cpuTimeOf } from "./usage.js";

/** Calls a second. */
const RATE = 2_000;
/** Seconds of a turn: so short that what else the machine does hits those of a round alike. */
const TURN = 1;
/** ms that a tap may take to show the last of a turn, where others have the processors. */
const LATEST = 5_000;
/** Rounds in which the programs get warm. */
const WARM = 2;

/** A tap that runs, as users start it. */
interface RunningTap {
  readonly pid: number;
  /**
   * Ends it once it has shown so many calls and replies, or has had time to; resolves with those, and with those that it
   * says it has not shown.
   */
  stop(expected: number): Promise<{ readonly shown: number; readonly missed: number }>;
}

async function startTap(url: string): Promise<RunningTap> {
  const { topic, exchange = "openstack" } = echoDescriptor;
  const words = ["tap", topic, "--url", url, "--exchange", exchange, "--json"];
  const child = spawn(process.execPath, [`${BUILD_FOLDER}/src/cli/main.js`, ...words]);
  // Looked at when nothing is measured any more: what whoever reads the lines makes of them is no cost of the tap.
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  const ended = once(child, "close");
  for await (const line of createInterface({ input: child.stderr })) {
    if (line.startsWith("Tapping")) break;
    throw new Error(line);
  }
  child.stderr.resume();
  return {
    pid: child.pid ?? 0,
    stop: async (expected) => {
      const deadline = performance.now() + LATEST;
      while (linesOf(output).length < expected && performance.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 50));
      child.kill("SIGINT");
      await ended;
      const lines = linesOf(output);
      const counts = lines.flatMap((line) => /^\{"type":"missed".*"count":(\d+)\}$/.exec(line)?.[1] ?? []);
      const missed = counts.reduce((sum, count) => sum + Number(count), 0);
      return { shown: lines.length - counts.length, missed };
    },
  };
}

function linesOf(output: readonly Buffer[]): readonly string[] {
  return Buffer.concat(output).toString().split("\n").slice(0, -1);
}

interface Turn extends PacedResult {
  /** µs of the router's CPU for each call. */
  readonly router: number;
  /** µs of the tap's, where there is one. */
  readonly tap: number;
}

async function takeTurn(client: PeerProcess, router: PeerProcess, tap?: RunningTap): Promise<Turn> {
  const used = () => ({ router: cpuTimeOf(router.pid), tap: tap === undefined ? 0 : cpuTimeOf(tap.pid) });
  const before = used();
  const result = (await client.request("paced", { rate: RATE, seconds: TURN })) as PacedResult;
  const after = used();
  const each = (member: "router" | "tap") => (after[member] - before[member]) / result.calls;
  return { ...result, router: each("router"), tap: each("tap") };
}

/** What a tap costs those whom it watches: calls at an even rate, with it and without, one after the other. */
async function main(rounds: number): Promise<void> {
  await build();
  const router = await startRouter();
  const node = (name: string) =>
    PeerProcess.start(name, process.execPath, [`${BUILD_FOLDER}/bench/peers/${name}.js`, router.url]);
  const server = await node("ours-server");
  const client = await node("paced-client");
  const plain: Turn[] = [];
  const tapped: Turn[] = [];
  let [shown, missed] = [0, 0];
  const withTap = async () => {
    const tap = await startTap(router.url);
    const turn = await takeTurn(client, router, tap);
    const told = await tap.stop(2 * RATE * TURN);
    return { turn, told };
  };
  try {
    for (let round = -WARM; round < rounds; round += 1) {
      // In turn first and second, so that neither comes after the other always.
      const before = round % 2 === 0 ? await takeTurn(client, router) : undefined;
      const { turn, told } = await withTap();
      const other = before ?? (await takeTurn(client, router));
      if (round < 0) continue;
      plain.push(other);
      tapped.push(turn);
      shown += told.shown;
      missed += told.missed;
    }
  } finally {
    for (const peer of [client, server, router]) await peer.stop();
  }
  for (const [name, turns] of [
    ["no tap", plain],
    ["a tap", tapped],
  ] as const) {
    const of = (member: "p50" | "p99" | "rate" | "router" | "tap") =>
      median(turns.map((turn) => turn[member]));
    const failed = turns.reduce((sum, turn) => sum + turn.failed, 0);
    console.log(
      `${name.padEnd(7)} ${of("rate").toFixed(0)} calls/s, ${failed} of ${turns.length * RATE * TURN} lost, ` +
        `latency in ms: p50 ${of("p50").toFixed(3)}, p99 ${of("p99").toFixed(3)}; ` +
        `CPU in µs a call: router ${of("router").toFixed(1)}, tap ${of("tap").toFixed(1)}`,
    );
  }
  const ratio = (member: "p50" | "p99") =>
    median(tapped.map((turn, round) => turn[member] / (plain[round] ?? turn)[member])).toFixed(3);
  console.log(
    `with a tap p50 is ${ratio("p50")} and p99 ${ratio("p99")} times that without, at the median over ${rounds} rounds; ` +
      `the tap showed ${shown} of ${2 * rounds * RATE * TURN} messages, and told of ${missed} that it did not`,
  );
}

await main(Number(process.argv[2] ?? 12));
