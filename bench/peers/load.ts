import type { Fields } from "./peer-program.js";

/** What a client is asked to do. */
export interface Load {
  /** Requests under way at the same time. */
  readonly outstanding: number;
  readonly seconds: number;
  /** Size of the payload as JSON. */
  readonly bytes: number;
}

/** What came of it; times in ms. */
export interface LoadResult {
  readonly calls: number;
  readonly elapsed: number;
  readonly p50: number;
  readonly p99: number;
}

export function toLoad(fields: Fields): Load {
  const { outstanding, seconds, bytes } = fields;
  return { outstanding: Number(outstanding), seconds: Number(seconds), bytes: Number(bytes) };
}

/** Keeps so many requests under way until the time is over, and waits for the last. Each begins when one ends. */
export async function runLoad(
  { outstanding, seconds }: Load,
  request: () => Promise<unknown>,
): Promise<LoadResult> {
  const latencies: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  const one = async () => {
    for (let begun = performance.now(); begun < end; ) {
      await request();
      const now = performance.now();
      latencies.push(now - begun);
      begun = now;
    }
  };
  await Promise.all(Array.from({ length: outstanding }, one));
  const elapsed = performance.now() - start;
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { calls: latencies.length, elapsed, p50: at(0.5), p99: at(0.99) };
}
