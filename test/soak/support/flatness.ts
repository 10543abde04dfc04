import type { Finding } from "./checker.js";
import type { Sample, Written } from "./history.js";

/** Bytes by which the memory of a process may grow from the second third of a run to the last. */
const FLAT = 3 * 1024 * 1024;
/** How many more timers, sockets and so on there may be. */
const MORE = 2;

/** The samples of a process. */
export function samplesOf({ entries }: Written): Sample[] {
  return entries.filter((entry) => entry.type === "sample");
}

/** Compares what each process held in the second and in the last third of a run, if it was there in both. */
export function checkFlatness(processes: readonly Written[], from: number, to: number): Finding[] {
  const third = (to - from) / 3;
  const findings: Finding[] = [];
  for (const process of processes) {
    const samples = samplesOf(process);
    const second = samples.filter(({ at }) => at >= from + third && at < to - third);
    const last = samples.filter(({ at }) => at >= to - third);
    if (second.length === 0 || last.length === 0) continue;
    const [heapBefore, heapAfter] = [second, last].map((part) => least(part.map(({ heap }) => heap))) as [
      number,
      number,
    ];
    if (heapAfter > heapBefore + FLAT) {
      const megabytes = [heapBefore, heapAfter].map((bytes) => (bytes / 1024 / 1024).toFixed(1));
      findings.push({ rule: "memory", what: `${process.name} has grown from ${megabytes.join(" to ")} MB` });
    }
    for (const name of new Set(last.flatMap(({ counts }) => Object.keys(counts)))) {
      const [before, after] = [second, last].map((part) =>
        least(part.map(({ counts }) => counts[name] ?? 0)),
      ) as [number, number];
      if (after > before + MORE) {
        findings.push({ rule: "resources", what: `${process.name}: ${name} from ${before} to ${after}` });
      }
    }
  }
  return findings;
}

/** What leaks never becomes less again; what was under way at one of the samples does. */
function least(values: readonly number[]): number {
  return Math.min(...values);
}
