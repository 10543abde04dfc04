import { BUILD_FOLDER, build } from "./build.js";
import { startRouter } from "./contenders.js";
import { PeerProcess } from "./peer-process.js";
import { WATCHED, type Watched } from "./peers/instrumentation.js";
import type { LoadResult } from "./peers/load.js";
import { median } from "./statistics.js";
import { cpuTimeOf } from "./usage.js";

const TITLES: Readonly<Record<Watched, string>> = {
  plain: "nothing watches",
  off: "tracing switched off",
  bare: "two spans of the SDK, nothing of ours",
  traced: "traced",
  sampled: "traced, one call in ten sampled",
  metrics: "metrics for Prometheus",
  meters: "metrics for OpenTelemetry",
};

/** Seconds of a turn: so short that what else the machine does hits those of a round alike. */
const TURN = 0.1;
/** Rounds in which the programs get warm. */
const WARM = 8;

/** One turn of one kind. */
interface Turn {
  /** µs of CPU for each call. */
  readonly client: number;
  readonly server: number;
  readonly router: number;
  readonly all: number;
  /** Calls a second. */
  readonly rate: number;
}

/**
 * Runs all kinds in turn, in the same three processes: so that they differ in nothing but what watches them.
 *
 * @param isManaged whether the processes have a context manager, which changes all that they do
 */
async function measure(
  kinds: readonly Watched[],
  rounds: number,
  isManaged: boolean,
): Promise<ReadonlyMap<Watched, readonly Turn[]>> {
  const router = await startRouter();
  const args = [router.url, isManaged ? "managed" : "plain", ...kinds];
  const node = (name: string) =>
    PeerProcess.start(name, process.execPath, [`${BUILD_FOLDER}/bench/peers/${name}.js`, ...args]);
  const server = await node("watched-server");
  const client = await node("watched-client");
  const peers = { client, server, router };
  const turns = new Map<Watched, Turn[]>(kinds.map((kind) => [kind, []]));
  try {
    for (let round = -WARM; round < rounds; round += 1) {
      for (const kind of shuffled(kinds)) {
        const turn = await takeTurn(kind, peers);
        if (round >= 0) turns.get(kind)?.push(turn);
      }
    }
  } finally {
    for (const peer of [client, server, router]) await peer.stop();
  }
  return turns;
}

async function takeTurn(
  kind: Watched,
  { client, server, router }: Readonly<Record<"client" | "server" | "router", PeerProcess>>,
): Promise<Turn> {
  const times = () => [client, server, router].map(({ pid }) => cpuTimeOf(pid));
  const before = times();
  const { calls, rate } = (await client.request(kind, {
    outstanding: 64,
    bytes: 100,
    seconds: TURN,
  })) as LoadResult;
  const [ofClient = 0, ofServer = 0, ofRouter = 0] = times().map(
    (time, index) => (time - (before[index] ?? 0)) / calls,
  );
  return { client: ofClient, server: ofServer, router: ofRouter, all: ofClient + ofServer + ofRouter, rate };
}

/** In another order each time: nobody comes after the same one always. */
function shuffled<One>(all: readonly One[]): readonly One[] {
  const places = new Map(all.map((one) => [one, Math.random()]));
  return [...all].sort((one, other) => (places.get(one) ?? 0) - (places.get(other) ?? 0));
}

/** The medians over the rounds, and what each turn is beside the plain one of its round. */
function show(turns: ReadonlyMap<Watched, readonly Turn[]>): void {
  const plain = turns.get("plain") ?? [];
  for (const [kind, own] of turns) {
    const µs = (of: keyof Turn) => median(own.map((turn) => turn[of])).toFixed(1);
    const change = (of: keyof Turn) => {
      const percent = 100 * (median(own.map((turn, round) => turn[of] / (plain[round] ?? turn)[of])) - 1);
      return `${percent < 0 ? "" : "+"}${percent.toFixed(1)} %`;
    };
    console.log(
      `${TITLES[kind].padEnd(38)} ${µs("all")} µs a call (client ${µs("client")}, server ${µs("server")}, ` +
        `router ${µs("router")}): ${change("all")}; calls a second ${change("rate")}`,
    );
  }
}

/** What tracing and metrics cost a call with 64 under way: CPU time, and calls a second. */
async function main(rounds: number): Promise<void> {
  await build();
  show(await measure(WATCHED, rounds, false));
  console.log("\nIn programs with a context manager, beside one that does the same untraced:");
  show(await measure(["plain", "bare", "traced"], Math.ceil(rounds / 2), true));
}

await main(Number(process.argv[2] ?? 60));
