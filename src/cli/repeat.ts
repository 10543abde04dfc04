import { Progress } from "../terminal/progress.js";
import { type LatencySummary, summarize } from "./latencies.js";

/** Options of a call that is repeated. */
export interface RepeatOptions {
  readonly times: number;
  /** Calls under way at the same time. */
  readonly concurrency: number;
  /** Gets each result, in the order they come. */
  readonly onResult: (result: unknown) => void;
}

/** The outcome of the repetitions. */
export interface RepeatOutcome {
  readonly summary: LatencySummary;
  /** The first error, when there was one. */
  readonly error: unknown;
}

/** Makes a call again and again; one that fails does not stop the others. Shows on a terminal how far it is. */
export async function repeat(
  call: () => Promise<unknown>,
  { times, concurrency, onResult }: RepeatOptions,
): Promise<RepeatOutcome> {
  const latencies: number[] = [];
  const progress = new Progress();
  let begun = 0;
  let failed = 0;
  let error: unknown;
  const start = performance.now();
  const worker = async () => {
    while (begun < times) {
      begun += 1;
      const sent = performance.now();
      try {
        const result = await call();
        latencies.push(performance.now() - sent);
        onResult(result);
      } catch (thrown) {
        if (failed === 0) error = thrown;
        failed += 1;
      }
      progress.show(() => {
        const done = latencies.length + failed;
        const rate = Math.round((done * 1000) / Math.max(1, performance.now() - start));
        return `${done} of ${times} calls, ${failed} failed, ${rate} calls/s`;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, times) }, worker));
  progress.end();
  return { summary: summarize(latencies, failed, performance.now() - start), error };
}
