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
/** Rounds in which the programs get warm. */
const WARM = 2;

/** A tap that runs, as users start it. */
interface RunningTap {
  /** Ends it; resolves with the calls and replies that it has shown, and those that it says it has not. */
  stop(): Promise<{ readonly shown: number; readonly missed: number }>;
}

async function startTap(url: string): Promise<RunningTap> {
  const { topic, exchange = "openstack" } = echoDescriptor;
  const words = ["tap", topic, "--url", url, "--exchange", exchange, "--json"];
  const child = spawn(process.execPath, [`${BUILD_FOLDER}/src/cli/main.js`, ...words]);
  let shown = 0;
  let missed = 0;
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => {
    const count = /^\{"type":"missed".*"count":(\d+)\}$/.exec(line)?.[1];
    if (count === undefined) shown += 1;
    else missed += Number(count);
  });
  const ended = once(child, "close");
  for await (const line of createInterface({ input: child.stderr })) {
    if (line.startsWith("Tapping")) break;
    throw new Error(line);
  }
  child.stderr.resume();
  return {
    stop: async () => {
      // What was seen last has been gathered, and is shown.
      await new Promise((resolve) => setTimeout(resolve, 200));
      child.kill("SIGINT");
      await ended;
      return { shown, missed };
    },
  };
}

interface Turn extends PacedResult {
  /** µs of the router's CPU for each call. */
  readonly router: number;
}

async function takeTurn(client: PeerProcess, router: PeerProcess): Promise<Turn> {
  const before = cpuTimeOf(router.pid);
  const result = (await client.request("paced", { rate: RATE, seconds: TURN })) as PacedResult;
  return { ...result, router: (cpuTimeOf(router.pid) - before) / result.calls };
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
    const turn = await takeTurn(client, router);
    const told = await tap.stop();
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
    const of = (member: "p50" | "p99" | "rate" | "router") => median(turns.map((turn) => turn[member]));
    const failed = turns.reduce((sum, turn) => sum + turn.failed, 0);
    console.log(
      `${name.padEnd(7)} ${of("rate").toFixed(0)} calls/s, ${failed} of ${turns.length * RATE * TURN} lost, ` +
        `latency in ms: p50 ${of("p50").toFixed(3)}, p99 ${of("p99").toFixed(3)}; router ${of("router").toFixed(1)} µs a call`,
    );
  }
  const ratio = median(tapped.map((turn, round) => turn.p50 / (plain[round] ?? turn).p50));
  console.log(
    `p50 with a tap is ${ratio.toFixed(3)} times that without, at the median over ${rounds} rounds; ` +
      `the tap showed ${shown} of ${2 * rounds * RATE * TURN} messages, and told of ${missed} that it did not`,
  );
}

await main(Number(process.argv[2] ?? 12));
