import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { type Contender, contenders, startRouter } from "./contenders.js";
import { runOnce } from "./measure.js";
import { limit, type Ratio } from "./ratios.js";
import type { Workload } from "./workloads.js";

const ALONE: Workload = { name: "syscalls", title: "syscalls", op: "call", outstanding: 1, bytes: 100 };
/** Whose system calls are counted: those of this library, and the fewest there can be. */
const COUNTED = ["ours", "relay"] as const;
const SERVER_TARGET = 4.2;
const ROUTER_TARGET = 8.2;

/** Why no system calls can be counted here, and what would change that; undefined when they can. */
export function straceMissing(): string | undefined {
  const { status } = spawnSync("strace", ["-V"]);
  return status === 0 ? undefined : "no strace; install it with: apt install strace";
}

/** System calls of server and router for one call at a time, beside those of a relay that only copies. */
export async function syscallFigures(seconds: number): Promise<Record<string, Ratio>> {
  const router = await startRouter();
  try {
    const counts = new Map<string, Counts>();
    for (const name of COUNTED) {
      const contender = contenders.find((one) => one.name === name) as Contender;
      counts.set(name, await countsOf(contender, router, seconds));
    }
    const [ours, relay] = COUNTED.map((name) => counts.get(name) as Counts) as [Counts, Counts];
    const besides = (count: number) => `; the relay has ${count.toFixed(2)}`;
    return {
      "syscalls-server": limit(
        `system calls of the server for a call, one at a time${besides(relay.server)}`,
        ours.server,
        SERVER_TARGET,
        "",
      ),
      "syscalls-router": limit(
        `system calls of the router for the same${besides(relay.router)}`,
        ours.router,
        ROUTER_TARGET,
        "",
      ),
    };
  } finally {
    await router.stop();
  }
}

interface Counts {
  readonly server: number;
  readonly router: number;
}

async function countsOf(
  contender: Contender,
  shared: Parameters<Contender["start"]>[0],
  seconds: number,
): Promise<Counts> {
  const processes = await contender.start(shared);
  const { client, server, router, stopRouter } = processes;
  try {
    if (server === undefined || router === undefined)
      throw new Error(`${contender.name} has not all processes`);
    await runOnce(ALONE, processes, seconds);
    const traces = await Promise.all([server.pid, router.pid].map(trace));
    const { calls } = (await client.request("call", { outstanding: 1, bytes: 100, seconds })) as {
      calls: number;
    };
    const [serverCount, routerCount] = await Promise.all(traces.map((end) => end()));
    return { server: (serverCount ?? 0) / calls, router: (routerCount ?? 0) / calls };
  } finally {
    await client.stop();
    await server?.stop();
    await stopRouter?.();
  }
}

/** Counts the system calls of a process's main thread until what this returns is called. */
async function trace(pid: number): Promise<() => Promise<number>> {
  const strace = spawn("strace", ["-c", "-S", "calls", "-U", "calls,name", "-p", String(pid)]);
  const ended = once(strace, "close");
  let text = "";
  await new Promise<void>((resolve, reject) => {
    strace.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      if (text.includes("attached")) resolve();
    });
    ended.then(() => reject(new Error(`strace: ${text.trim()}`)), reject);
  });
  return async () => {
    strace.kill("SIGINT");
    await ended;
    return Number(/^\s*(\d+) total$/m.exec(text)?.[1] ?? Number.NaN);
  };
}
