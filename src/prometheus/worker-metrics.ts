import { type MetricFamily, PROMETHEUS_TEXT, prometheusText } from "../http/prometheus-text.js";
import { mergeFamilies } from "../metrics/merge.js";

/** A pool of workers, as far as their metrics are asked for. */
export interface MeasuredPool {
  /** The figures of each worker, as its `ready` was given it; undefined for one that says nothing. */
  metrics(): Promise<readonly unknown[]>;
}

/**
 * The metrics of all workers of a program together, for `/metrics` of the process that starts them: a worker says
 * `worker.ready(server, metrics)`.
 */
export function workerMetrics(pool: MeasuredPool): {
  readonly contentType: string;
  metrics(): Promise<string>;
} {
  return {
    contentType: PROMETHEUS_TEXT,
    metrics: async () => {
      const told = (await pool.metrics()).filter((one) => one !== undefined);
      return prometheusText(
        mergeFamilies(told as readonly unknown[] as readonly (readonly MetricFamily[])[]),
      );
    },
  };
}
