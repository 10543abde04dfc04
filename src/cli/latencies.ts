/** Summary of a set of measured times; all in ms but the rate. */
export interface LatencySummary {
  readonly count: number;
  readonly failed: number;
  readonly seconds: number;
  /** Calls that succeeded in a second. */
  readonly perSecond: number;
  readonly min: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/**
 * Sums up the times of calls.
 *
 * @param latencies ms that each call took that succeeded
 * @param elapsed ms that all took together
 */
export function summarize(latencies: readonly number[], failed: number, elapsed: number): LatencySummary {
  const sorted = Float64Array.from(latencies).sort();
  const count = sorted.length;
  const at = (share: number) => rounded(sorted[Math.max(0, Math.ceil(share * count) - 1)] ?? 0);
  return {
    count,
    failed,
    seconds: rounded(elapsed / 1000),
    perSecond: rounded(elapsed > 0 ? (count * 1000) / elapsed : 0),
    min: at(0),
    mean: rounded(count > 0 ? sorted.reduce((sum, value) => sum + value, 0) / count : 0),
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    max: at(1),
  };
}

/** A summary in the two lines a person reads. */
export function describeSummary(summary: LatencySummary): string {
  const { count, failed, seconds, perSecond, min, mean, p50, p90, p99, max } = summary;
  return [
    `${count} calls, ${failed} failed, in ${seconds} s: ${perSecond} calls/s`,
    `latency in ms: min ${min}, mean ${mean}, p50 ${p50}, p90 ${p90}, p99 ${p99}, max ${max}`,
  ].join("\n");
}

/** Thousandths are all that a clock is good for. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
