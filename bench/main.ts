import { build } from "./build.js";
import { contenders, startRouter } from "./contenders.js";
import { measure, type Running, runOnce, type Series } from "./measure.js";
import type { PeerProcess } from "./peer-process.js";
import { median } from "./statistics.js";
import { FANOUT_SERVERS, type Workload, workloads } from "./workloads.js";

/** Until the hot code is compiled. */
const WARM_UP: Workload = { name: "warm-up", title: "warm-up", op: "call", outstanding: 64, bytes: 100 };

build();
const only = new Set(process.argv.slice(2).flatMap((word) => word.split(",")));
const router: PeerProcess = await startRouter();
const running: Running[] = [];
const series: Series[] = [];
try {
  for (const contender of contenders) {
    if (contender.missing?.() !== undefined) continue;
    const processes = await contender.start(router);
    if (contender.operations.includes("fanout"))
      await (processes.server ?? processes.client).request("serveFanout", { servers: FANOUT_SERVERS });
    running.push({ contender, processes });
  }
  const chosen = workloads.filter(({ name }) => only.has(name) || only.size === 0);
  for (const { processes } of running) await runOnce(WARM_UP, processes, 0.5);
  for (const workload of chosen) {
    for (const one of await measure(workload, running, { rounds: 3, seconds: 0.6, progress: () => {} })) {
      series.push(one);
      const middle = (pick: (run: (typeof one.runs)[number]) => number) =>
        median(one.runs.map(pick)).toFixed(1);
      console.log(
        one.workload,
        one.contender,
        middle((run) => run.rate),
        "p50",
        middle((run) => run.p50),
        "p99",
        middle((run) => run.p99),
        "cpu",
        middle((run) => run.cpu.client ?? 0),
        middle((run) => run.cpu.server ?? 0),
        middle((run) => run.cpu.router ?? 0),
        "lost",
        middle((r) => r.lost),
      );
    }
  }
} finally {
  for (const { processes } of running) await Promise.all([processes.client.stop(), processes.server?.stop()]);
  await router.stop();
}
