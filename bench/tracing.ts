import { parseArgs } from "node:util";
import { BUILD_FOLDER, build } from "./build.js";
import { startRouter } from "./contenders.js";
import { PeerProcess } from "./peer-process.js";
import { WATCHED, type Watched } from "./peers/instrumentation.js";
import type { LoadResult } from "./peers/load.js";
import { joinRabbit, rabbitMissing } from "./rabbit.js";
import { median } from "./statistics.js";
import { cpuTimeOf } from "./usage.js";

const TITLES: Readonly<Record<Watched, string>> = {
  plain: "nothing watches",
  again: "nothing watches, once more",
  off: "tracing switched off",
  bare: "two spans of the SDK, nothing of ours",
  traced: "traced",
  sampled: "traced, one call in ten sampled",
  metrics: "metrics for Prometheus",
  producer: "metrics for OpenTelemetry, collected",
  meters: "metrics for OpenTelemetry, recorded",
  records: "two records of the SDK, nothing of ours",
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
  /** The router, or the broker. */
  readonly bus: number;
  readonly all: number;
  /** Calls a second. */
  readonly rate: number;
}

/** The bus of a run: a router of ours, or RabbitMQ. */
interface Bus {
  readonly url: string;
  /** Undefined: its CPU time is not counted. */
  readonly pid?: number | undefined;
  stop(): Promise<void>;
}

/**
 * Runs one kind and a program that nothing watches in turn, in the same three processes: so that they differ in nothing but
 * what watches them, and that code does not grow slow which in a program of users has one kind only to do with.
 *
 * @param isManaged whether the processes have a context manager, which changes all that they do
 */
async function measure(bus: Bus, kind: Watched, rounds: number, isManaged: boolean): Promise<void> {
  const args = [bus.url, isManaged ? "managed" : "plain", "plain", kind];
  const node = (name: string) =>
    PeerProcess.start(name, process.execPath, [`${BUILD_FOLDER}/bench/peers/${name}.js`, ...args]);
  const server = await node("watched-server");
  const client = await node("watched-client");
  const pids = [client.pid, server.pid, bus.pid];
  const [plain, watched]: [Turn[], Turn[]] = [[], []];
  try {
    for (let round = -WARM; round < rounds; round += 1) {
      // In another order each time: what else the machine does hits both alike.
      const isFirst = round % 2 === 0;
      for (const one of isFirst ? ["plain", kind] : [kind, "plain"]) {
        const turn = await takeTurn(one, client, pids);
        if (round >= 0) (one === kind ? watched : plain).push(turn);
      }
    }
  } finally {
    for (const peer of [client, server]) await peer.stop();
  }
  show(kind, plain, watched);
}

async function takeTurn(
  kind: string,
  client: PeerProcess,
  pids: readonly (number | undefined)[],
): Promise<Turn> {
  const times = () => pids.map((pid) => (pid === undefined ? 0 : cpuTimeOf(pid)));
  const before = times();
  const load = { outstanding: 64, bytes: 100, seconds: TURN };
  const { calls, rate } = (await client.request(kind, load)) as LoadResult;
  const [ofClient = 0, ofServer = 0, ofBus = 0] = times().map(
    (time, index) => (time - (before[index] ?? 0)) / calls,
  );
  return { client: ofClient, server: ofServer, bus: ofBus, all: ofClient + ofServer + ofBus, rate };
}

/** The medians over the rounds, and how far they are from those of the program that nothing watches. */
function show(kind: Watched, plain: readonly Turn[], watched: readonly Turn[]): void {
  const µs = (of: keyof Turn) => median(watched.map((turn) => turn[of])).toFixed(1);
  console.log(
    `${TITLES[kind].padEnd(40)} ${change("all", plain, watched)} CPU (client ${change("client", plain, watched)}, ` +
      `server ${change("server", plain, watched)}): ${µs("all")} µs a call ` +
      `(client ${µs("client")}, server ${µs("server")}, bus ${µs("bus")}); ` +
      `calls a second ${change("rate", plain, watched)}`,
  );
}

/** The difference of the medians in percent, and its standard error. */
function change(of: keyof Turn, plain: readonly Turn[], watched: readonly Turn[]): string {
  const [before, after] = [plain, watched].map((turns) => turns.map((turn) => turn[of]));
  const percent = 100 * (median(after ?? []) / median(before ?? []) - 1);
  const error = 100 * Math.hypot(relativeError(before ?? []), relativeError(after ?? []));
  return `${percent < 0 ? "" : "+"}${percent.toFixed(1)} ± ${error.toFixed(1)} %`;
}

/** The standard error of a median, as a part of it; runs that something disturbed hardly count. */
function relativeError(values: readonly number[]): number {
  const middle = median(values);
  const deviation = 1.48 * median(values.map((value) => Math.abs(value - middle)));
  return (1.25 * deviation) / Math.sqrt(values.length) / middle;
}

async function startBus(driver: string): Promise<Bus> {
  if (driver !== "rabbit") return startRouter();
  const missing = rabbitMissing();
  if (missing !== undefined) throw new Error(missing);
  return joinRabbit();
}

/** What tracing and metrics cost a call with 64 under way: CPU time, and calls a second. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      driver: { type: "string", default: "amqp" },
      rounds: { type: "string", default: "60" },
      managed: { type: "boolean", default: false },
    },
    allowPositionals: true,
  });
  const unknown = positionals.filter((name) => !WATCHED.some((kind) => kind === name));
  if (unknown.length > 0)
    throw new Error(`There is no ${unknown.join(", ")}; there are ${WATCHED.join(", ")}`);
  const kinds = WATCHED.filter((kind) =>
    positionals.length === 0 ? kind !== "plain" : positionals.includes(kind),
  );
  await build();
  const bus = await startBus(values.driver);
  try {
    for (const kind of kinds) await measure(bus, kind, Number(values.rounds), values.managed);
  } finally {
    await bus.stop();
  }
}

await main();
