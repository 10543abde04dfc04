import { spawnSync } from "node:child_process";

/** The cost of a whole process of node, in seconds. */
export interface Cost {
  readonly seconds: number;
  /** Of all its threads. A machine that is busy with something else changes it less. */
  readonly cpu: number;
  /** The most bytes of memory that it had. */
  readonly peak: number;
}

/**
 * Makes a process say at its end what CPU time and memory it used. `resourceUsage().maxRSS` is not asked: it starts with
 * what the process that starts it has.
 */
const TELL_CPU = `data:text/javascript,import { readFileSync } from "node:fs";
process.on("exit",()=>{
  const { user, system } = process.cpuUsage();
  const [, peak] = readFileSync("/proc/self/status", "utf8").split("VmHWM:");
  process.stderr.write("cpu " + (user + system) + " " + Number.parseInt(peak));
})`;

/**
 * Runs node to its end.
 *
 * @param args what stands after `node`
 * @throws {Error} the process failed.
 */
export function costOf(cwd: string, args: readonly string[]): Cost {
  const start = performance.now();
  const words = ["--import", TELL_CPU, ...args];
  const { status, stderr } = spawnSync(process.execPath, words, { cwd, encoding: "utf8" });
  const seconds = (performance.now() - start) / 1e3;
  if (status !== 0) throw new Error(`The measured process failed: ${stderr.slice(-1_000)}`);
  const [, cpu, peak] = /cpu (\d+) (\d+)$/.exec(stderr) ?? [];
  return { seconds, cpu: Number(cpu ?? Number.NaN) / 1e6, peak: Number(peak ?? Number.NaN) * 1024 };
}

/** The shortest of several, each figure by itself. */
export function least(costs: readonly Cost[]): Cost {
  return {
    seconds: Math.min(...costs.map(({ seconds }) => seconds)),
    cpu: Math.min(...costs.map(({ cpu }) => cpu)),
    peak: Math.min(...costs.map(({ peak }) => peak)),
  };
}
