import { build } from "./build.js";
import { baseline, type Contender, contenders, type Processes, startRouter } from "./contenders.js";
import { generatorFigures } from "./generator.js";
import { guardRatio } from "./guard.js";
import { measure, type Running } from "./measure.js";
import { oneShotRatio } from "./one-shot.js";
import { type Options, readOptions, UsageError } from "./options.js";
import type { PeerProcess } from "./peer-process.js";
import type { LoadResult } from "./peers/load.js";
import { ProgressLine } from "./progress.js";
import { atLeast, limit, type Ratio, ratiosOf } from "./ratios.js";
import { writeDocuments } from "./report/documents.js";
import { nodeTable, ratioTable, scaleTable, workloadTables } from "./report/tables.js";
import { describeMachine, type Peak, type Results, type Skipped } from "./results.js";
import { measureScale, type ScaleRow } from "./scale.js";
import { idleClients, idleSockets, importTime, importTimeInside } from "./special.js";
import { straceMissing, syscallFigures } from "./syscalls.js";
import { usageOf } from "./usage.js";
import { FANOUT_SERVERS } from "./workloads.js";

/**
 * Enough for V8 to have compiled what a call runs, of which much is small and runs once for each: after 5,000 one at a
 * time takes a fifth to two thirds more than after 60,000, with amqplib as with us.
 */
const WARM_CALLS = 60_000;
/** Those whose calls take longer are no better for more of them. */
const MOST_WARM_UPS = 12;
const IDLE_TARGET_MB = 100;
const IDLE_ROUTER_TARGET_KB = 30;
const IDLE_HEAP_TARGET_KB = 40;
const GUARD_ROUNDS = 9;
const GUARD_TARGET = 0.9;
/** Processes of each build for each round: the shortest counts. */
const ONE_SHOT_ROUNDS = 5;
const IMPORT_RUNS = 15;
const IMPORT_TARGET_MS = 180;
const IMPORT_INSIDE_TARGET_MS = 60;
/** Many rows, and no target among them. */
const SCALE_ROUNDS = 3;

const progress = new ProgressLine();

async function bench(options: Options): Promise<Results> {
  progress.show("compiling");
  await build();
  const running: Running[] = [];
  const skipped: Skipped[] = [];
  const router = await startRouter();
  try {
    const chosen = contenders.filter(({ name }) => options.contenders.has(name));
    if (options.baseline !== undefined) chosen.push(baseline(options.baseline));
    chosen.push(...options.nodes);
    for (const contender of chosen) await join(contender, router, options, running, skipped);
    const series = await measure(options.workloads, running, {
      rounds: options.rounds,
      seconds: options.seconds,
      progress: (text, share) => progress.show(text, share),
      failed: (contender, error) => skipped.push({ contender, reason: firstLine(error) }),
    });
    const peaks = running.map(peaksOf);
    await leave(running.splice(0));
    return {
      date: new Date().toISOString().slice(0, 10),
      machine: describeMachine(),
      rounds: options.rounds,
      seconds: options.seconds,
      series,
      ratios: {
        ...ratiosOf(series),
        ...(await limits(options)),
        ...(await syscalls(options, skipped)),
        ...(await guard(options)),
        ...(await oneShot(options)),
        ...generating(options),
      },
      scale: await scale(options),
      peaks,
      skipped,
    };
  } finally {
    await leave(running);
    await router.stop();
    progress.clear();
  }
}

/** Starts a contender and warms it up; one that cannot be started is skipped. */
async function join(
  contender: Contender,
  router: PeerProcess,
  options: Options,
  running: Running[],
  skipped: Skipped[],
): Promise<void> {
  progress.show(`starting ${contender.name}`);
  const missing = contender.missing?.();
  if (missing !== undefined) {
    skipped.push({ contender: contender.name, reason: missing });
    return;
  }
  try {
    const processes = await contender.start(router);
    running.push({ contender, processes });
    if (options.workloads.some(({ op }) => op === "fanout") && contender.operations.includes("fanout")) {
      await (processes.server ?? processes.client).request("serveFanout", { servers: FANOUT_SERVERS });
    }
    await warmUp(processes, options.seconds);
  } catch (error) {
    skipped.push({ contender: contender.name, reason: firstLine(error as Error) });
    await leave(running.filter((one) => one.contender === contender));
    if (running.at(-1)?.contender === contender) running.pop();
  }
}

async function warmUp({ client }: Processes, seconds: number): Promise<void> {
  let calls = 0;
  for (let runs = 0; calls < WARM_CALLS && runs < MOST_WARM_UPS; runs += 1) {
    const result = (await client.request("call", { outstanding: 64, bytes: 100, seconds })) as LoadResult;
    calls += result.calls;
  }
}

async function leave(running: readonly Running[]): Promise<void> {
  for (const { processes } of running) {
    await processes.client.stop();
    await processes.server?.stop();
    await processes.stopRouter?.();
  }
}

function peaksOf({ contender, processes: { client, server, router } }: Running): Peak {
  const peak = (process: { readonly pid: number } | undefined) =>
    process === undefined ? undefined : usageOf(process.pid)?.peak;
  return { contender: contender.name, client: peak(client), server: peak(server), router: peak(router) };
}

/** What idle clients take, and an import. */
async function limits(options: Options): Promise<Record<string, Ratio>> {
  if (!options.idle) return {};
  progress.show("opening idle clients");
  const idle = await idleClients();
  const bare = await idleSockets();
  progress.show("importing the runtime");
  const start = importTime(IMPORT_RUNS);
  return {
    "idle-clients": limit(
      "growth of the router's memory for 1,000 idle clients",
      idle.first / 1e6,
      IDLE_TARGET_MB,
      "MB",
    ),
    "idle-router": limit(
      `router's memory for each idle client, from 500 to 1,500, without the one-off growth of V8's young generation (${kilobytes(idle.withYoung)} kB with it); a bare socket takes ${kilobytes(bare.server)} kB`,
      idle.server / 1e3,
      IDLE_ROUTER_TARGET_KB,
      "kB",
    ),
    "idle-heap": limit(
      `heap of a client for each idle transport; a bare socket takes ${kilobytes(bare.client)} kB`,
      idle.client / 1e3,
      IDLE_HEAP_TARGET_KB,
      "kB",
    ),
    import: limit("import of the runtime, whole process, over node -e 0", start, IMPORT_TARGET_MS, "ms"),
    "import-inside": limit(
      "import of the runtime, within the process",
      importTimeInside(IMPORT_RUNS),
      IMPORT_INSIDE_TARGET_MS,
      "ms",
    ),
  };
}

function kilobytes(bytes: number): string {
  return (bytes / 1e3).toFixed(1);
}

/** What the checks of a peer's bytes cost. */
async function guard({ guard, seconds }: Options): Promise<Record<string, Ratio>> {
  if (!guard) return {};
  progress.show("measuring without checks");
  const ratio = await guardRatio(GUARD_ROUNDS, seconds);
  return { guard: atLeast("checks of what peers send on / off, 64 outstanding", ratio, GUARD_TARGET) };
}

/** How often the system is called for a call. */
async function syscalls({ syscalls, seconds }: Options, skipped: Skipped[]): Promise<Record<string, Ratio>> {
  if (!syscalls) return {};
  const reason = straceMissing();
  if (reason === undefined) {
    progress.show("counting system calls");
    return syscallFigures(seconds);
  }
  skipped.push({ contender: "system calls", reason });
  return {};
}

/** What one call of the command costs, beside an older build. */
async function oneShot({ oneShot, baseline: before, rounds }: Options): Promise<Record<string, Ratio>> {
  if (!oneShot || before === undefined) return {};
  progress.show("calling once");
  return { "one-shot": await oneShotRatio(before, rounds * ONE_SHOT_ROUNDS) };
}

async function scale({ scale, rounds, seconds }: Options): Promise<readonly ScaleRow[]> {
  if (!scale) return [];
  return measureScale({
    rounds: Math.min(rounds, SCALE_ROUNDS),
    seconds: seconds / 2,
    progress: (text) => progress.show(text),
  });
}

function firstLine({ message }: Error): string {
  return message.split("\n")[0] ?? "";
}

/** The figures of the generator. */
function generating({ generator, rounds }: Options): Record<string, Ratio> {
  if (!generator) return {};
  progress.show("generating, and checking types");
  return generatorFigures(rounds);
}

function report(results: Results, options: Options): void {
  if (options.json) {
    process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
    return;
  }
  process.stdout.write(`${workloadTables(results)}\n\n${ratioTable(results.ratios)}\n`);
  const nodes = nodeTable(results);
  if (nodes !== "") process.stdout.write(`\n${nodes}\n`);
  if (results.scale.length > 0) process.stdout.write(`\n${scaleTable(results.scale)}\n`);
  for (const { contender, reason } of results.skipped)
    process.stdout.write(`\nskipped ${contender}: ${reason}\n`);
  if (options.complete) writeDocuments(results);
}

// What is under way ends with the process: peers with their standard input, brokers at its exit.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

try {
  const options = readOptions(process.argv.slice(2));
  report(await bench(options), options);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(error.message);
  process.exitCode = process.argv.includes("--help") || process.argv.includes("-h") ? 0 : 2;
}
