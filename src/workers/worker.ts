import type { RpcServer } from "../rpc/rpc-server.js";
import type { ServerHealth } from "../rpc/server-health.js";

/** Tells a process of a program that it is a worker, and which one. */
export const WORKER_VARIABLE = "OSLO_RPC_WORKER";

/** A message of a program to its workers. */
export type OrderToWorker =
  | { readonly order: "stop" }
  | { readonly order: "health" | "metrics"; readonly id: number };

/** A message of a worker to its program. */
export type WorkerReport =
  | { readonly report: "ready" }
  | { readonly report: "changed"; readonly health: ServerHealth }
  | { readonly report: "health"; readonly id: number; readonly health: ServerHealth | undefined }
  | { readonly report: "metrics"; readonly id: number; readonly metrics: unknown };

/** A process that serves, as it sees itself. */
export interface Worker {
  /** Its number among the workers, from 0. A process that replaces another has the same. */
  readonly index: number;
  /** Seconds it has to finish what it took once it is told to stop: for `serveUntilSignalled`. */
  readonly grace: number;
  /** Aborted when the program stops its workers, or is gone: stop serving then. */
  readonly signal: AbortSignal;
  /**
   * Says that requests can come, and whose health to report when the program asks.
   *
   * @param metrics hands out its figures for `WorkerPool.metrics`; those of the option `instrumentation` when not given
   */
  ready(server: RpcServer, metrics?: { snapshot(): unknown }): void;
}

/** One that hands out its figures: a `PrometheusMetrics` of `oslo-rpc/prometheus`. */
export interface Counting {
  /** All figures as they are now. */
  snapshot(): unknown;
}

/** A worker as whoever runs it knows it. */
export interface CurrentWorker extends Worker {
  /** Names the one that counts when `ready` names none. */
  counts(metrics: Counting | undefined): void;
}

/** The worker that this process is, with its grace time; undefined in the process that starts the workers. */
export function currentWorker(grace: number): CurrentWorker | undefined {
  const number = process.env[WORKER_VARIABLE];
  if (number === undefined || process.send === undefined) return undefined;
  // Not for the processes that this one starts.
  delete process.env[WORKER_VARIABLE];
  const controller = new AbortController();
  let served: RpcServer | undefined;
  let counted: Counting | undefined;
  const report = (message: WorkerReport) => {
    // Fails when the program is gone, which the event says as well.
    if (process.connected) process.send?.(message, undefined, undefined, () => {});
  };
  process.on("message", (message: OrderToWorker) => {
    if (message.order === "stop") controller.abort();
    else if (message.order === "metrics") {
      report({ report: "metrics", id: message.id, metrics: counted?.snapshot() });
    } else report({ report: "health", id: message.id, health: served?.health });
  });
  process.on("disconnect", () => controller.abort());
  return {
    index: Number(number),
    grace,
    signal: controller.signal,
    counts(metrics) {
      counted = metrics;
    },
    ready(server, metrics = counted) {
      served = server;
      counted = metrics;
      server.onHealthChange((health) => report({ report: "changed", health }));
      report({ report: "ready" });
    },
  };
}
