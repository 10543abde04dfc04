import { readdirSync, readFileSync } from "node:fs";

/** What a process has used so far. */
export interface Usage {
  /** ms of CPU, of all threads. */
  readonly cpu: number;
  /** Bytes. */
  readonly rss: number;
  /** The most bytes it ever had. */
  readonly peak: number;
}

/** Linux counts in hundredths of a second for everybody. */
const MS_PER_TICK = 10;

/** Asks Linux, so that every kind of program is measured alike; undefined elsewhere. */
export function usageOf(pid: number): Usage | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in parentheses, may hold anything; utime and stime are the fields 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return {
      cpu: (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK,
      rss: kilobytes(status, "VmRSS"),
      peak: kilobytes(status, "VmHWM"),
    };
  } catch {
    return undefined;
  }
}

/** µs of CPU of all threads of a process that are there; more exact than {@link usageOf}, for runs of a moment. */
export function cpuTimeOf(pid: number): number {
  const folder = `/proc/${pid}/task`;
  let nanoseconds = 0;
  for (const thread of readdirSync(folder)) {
    nanoseconds += Number(readFileSync(`${folder}/${thread}/schedstat`, "utf8").split(" ")[0]);
  }
  return nanoseconds / 1e3;
}

function kilobytes(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? Number.NaN) * 1024;
}
