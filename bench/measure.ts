import type { Contender, Processes } from "./contenders.js";
import { takesPart } from "./contenders.js";
import type { LoadResult } from "./peers/load.js";
import { usageOf } from "./usage.js";
import { FANOUT_SERVERS, type Workload } from "./workloads.js";

/** A contender whose programs run. */
export interface Running {
  readonly contender: Contender;
  readonly processes: Processes;
}

/** One run of one contender. */
export interface Run {
  /** Calls, casts, or deliveries of a fanout, a second. */
  readonly rate: number;
  /** ms. */
  readonly p50: number;
  readonly p99: number;
  /** µs of CPU per call; undefined where there is no such process, or nobody to ask. */
  readonly cpu: { readonly client?: number; readonly server?: number; readonly router?: number };
  /** Messages the servers should have got and did not. */
  readonly lost: number;
}

/** The runs of a contender in a workload, one per round; none of a contender that failed in it. */
export interface Series {
  readonly contender: string;
  readonly workload: string;
  readonly runs: readonly Run[];
}

export interface Rounds {
  readonly rounds: number;
  readonly seconds: number;
  /** Told before each run: what is to be done, and which share of all runs is done. */
  readonly progress: (text: string, share: number) => void;
  /** Told of a contender that fails; it takes no part in the rest. */
  readonly failed: (contender: string, error: Error) => void;
}

/**
 * Every workload and every contender once in each round, so that what the machine does besides hits all of them
 * alike, and figures of one round can be compared. What the first round measures does not count: after calls of which 64
 * are under way, those made one after the other cost half as much again for a second.
 */
export async function measure(
  workloads: readonly Workload[],
  running: readonly Running[],
  { rounds, seconds, progress, failed }: Rounds,
): Promise<Series[]> {
  const pairs = workloads.flatMap((workload) =>
    running
      .filter(({ contender }) => takesPart(contender, workload))
      .map(({ contender, processes }) => ({ contender, processes, workload, runs: [] as Run[] })),
  );
  const out = new Set<Contender>();
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, { contender, processes, workload, runs }] of inTurn(pairs).entries()) {
      if (out.has(contender)) continue;
      const share = (round * pairs.length + index) / ((rounds + 1) * pairs.length);
      const title = round === 0 ? "warming up" : `round ${round} of ${rounds}`;
      progress(`${title}: ${workload.title}, ${contender.name}`, share);
      try {
        const run = await runOnce(workload, processes, seconds);
        if (round > 0) runs.push(run);
      } catch (error) {
        out.add(contender);
        failed(contender.name, error as Error);
      }
    }
  }
  return pairs
    .filter(({ contender }) => !out.has(contender))
    .map(({ contender, workload, runs }) => ({ contender: contender.name, workload: workload.name, runs }));
}

/** Workload after workload, those who take part in it in any order: nobody comes after the same one each time. */
function inTurn<Pair extends { readonly workload: Workload }>(pairs: readonly Pair[]): readonly Pair[] {
  const places = new Map(pairs.map((pair) => [pair, Math.random()]));
  const workloads = [...new Set(pairs.map(({ workload }) => workload))];
  return workloads.flatMap((workload) =>
    pairs
      .filter((pair) => pair.workload === workload)
      .sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0)),
  );
}

/** One run, which a program not yet warm may also be given. */
export async function runOnce(workload: Workload, processes: Processes, seconds: number): Promise<Run> {
  const { client, server = client } = processes;
  const { op, outstanding, bytes } = workload;
  const hasReplies = op === "call" || op === "unchecked";
  const before = cpuOf(processes);
  const receivedBefore = hasReplies ? 0 : await received(server);
  const load = { outstanding, bytes, seconds: Math.max(seconds, workload.seconds ?? 0) };
  const result = (await client.request(op, load)) as LoadResult;
  let { calls, rate } = result;
  let lost = 0;
  if (!hasReplies) {
    const expected = op === "fanout" ? calls * FANOUT_SERVERS : calls;
    const end = await arrival(server, receivedBefore, expected);
    lost = expected - end.received;
    calls = end.received;
    rate = (calls * 1000) / (result.elapsed + end.after);
  }
  const after = cpuOf(processes);
  const perCall = (name: "client" | "server" | "router") => {
    const [from, to] = [before[name], after[name]];
    return from === undefined || to === undefined ? {} : { [name]: ((to - from) * 1000) / calls };
  };
  return {
    rate,
    p50: result.p50,
    p99: result.p99,
    cpu: { ...perCall("client"), ...perCall("server"), ...perCall("router") },
    lost,
  };
}

function cpuOf({
  client,
  server,
  router,
}: Processes): Record<"client" | "server" | "router", number | undefined> {
  const cpu = (process: Processes["router"]) =>
    process === undefined ? undefined : usageOf(process.pid)?.cpu;
  return { client: cpu(client), server: cpu(server), router: cpu(router) };
}

async function received(server: Processes["client"]): Promise<number> {
  return Number(await server.request("received"));
}

/** Waits until the messages have come, or no more come. */
async function arrival(
  server: Processes["client"],
  before: number,
  expected: number,
): Promise<{ received: number; after: number }> {
  const start = performance.now();
  let last = 0;
  let lastChange = start;
  for (;;) {
    const count = (await received(server)) - before;
    const now = performance.now();
    if (count !== last) lastChange = now;
    last = count;
    if (count >= expected || now - lastChange > 1_000) return { received: count, after: lastChange - start };
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
