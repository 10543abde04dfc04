import { BUILD_FOLDER } from "./build.js";
import { startRouter } from "./contenders.js";
import { PeerProcess } from "./peer-process.js";
import type { LoadResult } from "./peers/load.js";
import { median } from "./statistics.js";
import { usageOf } from "./usage.js";

/** What calls cost with so many of a kind. */
export interface ScaleRow {
  readonly kind: string;
  readonly count: number;
  /** Calls a second, 64 outstanding. */
  readonly rate: number;
  /** µs of CPU per call of all processes together, 64 outstanding; NaN where nobody can be asked. */
  readonly busy: number;
  /** The same for calls one after the other. */
  readonly alone: number;
}

interface Crowd {
  readonly kind: string;
  readonly count: number;
  readonly client: PeerProcess;
  readonly processes: readonly PeerProcess[];
}

const KINDS = ["clients", "servers", "addresses"] as const;
const COUNTS = [1, 10, 100, 1_000] as const;
const WORKERS = [1, 2] as const;
const OUTSTANDING = 64;

interface Options {
  readonly rounds: number;
  readonly seconds: number;
  readonly progress: (text: string) => void;
}

/** Measures calls from, to and through ever more clients, servers, addresses and workers, all through one router. */
export async function measureScale({ rounds, seconds, progress }: Options): Promise<ScaleRow[]> {
  const router = await startRouter();
  const started: PeerProcess[] = [];
  const start = async (name: string, ...args: string[]) => {
    const path = `${BUILD_FOLDER}/bench/peers/${name}.js`;
    const peer = await PeerProcess.start(name, process.execPath, [path, router.url, ...args]);
    started.push(peer);
    return peer;
  };
  try {
    const server = await start("crowd-server");
    const client = await start("crowd-client");
    const crowds: Crowd[] = [];
    for (const kind of KINDS) {
      for (const count of COUNTS) {
        progress(`starting ${count} ${kind}`);
        if (kind !== "clients") await server.request(kind, { count });
        await client.request("open", { kind, count });
        crowds.push({ kind, count, client, processes: [client, server, router] });
      }
    }
    for (const count of WORKERS) {
      await start("workers-server", String(count));
      // Whose CPU time a call costs is told of one process, not of several.
      crowds.push({ kind: "workers", count, client, processes: [] });
      await client.request("open", { kind: "workers", count });
    }
    const rows = crowds.map((crowd) => ({
      crowd,
      rates: [] as number[],
      busy: [] as number[],
      alone: [] as number[],
    }));
    for (let round = 0; round < rounds; round += 1) {
      for (const { crowd, rates, busy, alone } of rows) {
        progress(`round ${round + 1} of ${rounds}: ${crowd.count} ${crowd.kind}`);
        const many = await run(crowd, OUTSTANDING, seconds);
        rates.push(many.rate);
        busy.push(many.cpu);
        alone.push((await run(crowd, 1, seconds)).cpu);
      }
    }
    return rows.map(({ crowd: { kind, count }, rates, busy, alone }) => ({
      kind,
      count,
      rate: median(rates),
      busy: median(busy),
      alone: median(alone),
    }));
  } finally {
    for (const peer of started) await peer.stop();
    await router.stop();
  }
}

async function run(
  { kind, count, client, processes }: Crowd,
  outstanding: number,
  seconds: number,
): Promise<{ readonly rate: number; readonly cpu: number }> {
  const used = () => processes.reduce((sum, { pid }) => sum + (usageOf(pid)?.cpu ?? Number.NaN), 0);
  const before = used();
  const load = { kind, count, outstanding, seconds, bytes: 100 };
  const { rate, calls } = (await client.request("call", load)) as LoadResult;
  const cpu = processes.length === 0 ? Number.NaN : ((used() - before) * 1000) / calls;
  return { rate, cpu };
}
