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
  /** All of them, from the first request to the last answer. */
  readonly calls: number;
  readonly elapsed: number;
  /** A second, once each of the first requests has been answered and until the time is over. */
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
}

export function toLoad(fields: Fields): Load {
  const { outstanding, seconds, bytes } = fields;
  return { outstanding: Number(outstanding), seconds: Number(seconds), bytes: Number(bytes) };
}

/**
 * Keeps so many requests under way until the time is over, and waits for the last. Each begins when one ends. The
 * first ones, which all begin at once, count only where there were hardly any others.
 */
export async function runLoad(
  { outstanding, seconds }: Load,
  request: () => Promise<unknown>,
): Promise<LoadResult> {
  const first: number[] = [];
  const steady: number[] = [];
  let late = 0;
  let steadyFrom = 0;
  const start = performance.now();
  const end = start + seconds * 1000;
  const one = async () => {
    for (let begun = performance.now(); begun < end; ) {
      await request();
      const now = performance.now();
      if (first.length < outstanding) {
        first.push(now - begun);
        steadyFrom = now;
      } else if (now < end) {
        steady.push(now - begun);
      } else {
        late += 1;
      }
      begun = now;
    }
  };
  await Promise.all(Array.from({ length: outstanding }, one));
  const elapsed = performance.now() - start;
  const calls = first.length + steady.length + late;
  const isSteady = steady.length > outstanding / 2;
  const rate = isSteady ? (steady.length * 1000) / (end - steadyFrom) : (calls * 1000) / elapsed;
  const sorted = Float64Array.from(isSteady ? steady : [...first, ...steady]).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { calls, elapsed, rate, p50: at(0.5), p99: at(0.99) };
}
