import type { ServeOutcome } from "../rpc/serve-until-signalled.js";
import { withResolvers } from "../time/with-resolvers.js";
import { watchProcess } from "../transport/process-instrumentation.js";
import type { InstrumentationOption } from "../transport/transport.js";
import { type Counting, currentWorker, type Worker } from "./worker.js";
import { DEFAULT_GRACE, WorkerPool, type WorkerPoolOptions } from "./worker-pool.js";

/** Options of a program that runs as several processes. */
export interface RunWorkersOptions extends WorkerPoolOptions {
  /** Called in the program's own process when all workers take requests for the first time. */
  readonly onReady?: ((pool: WorkerPool) => void) | undefined;
  /**
   * Called in each worker before its work: what it returns watches all transports that the worker makes, but for those that
   * are given one. Metrics among it are those that the pool asks for, unless the worker's `ready` names others.
   */
  readonly instrumentation?: (() => InstrumentationOption) | undefined;
}

/**
 * Runs a server program as several processes, each with its own connection, that share its topic:
 *
 * @example
 * ```ts
 * await runWorkers({ workers: 4 }, async (worker) => {
 *   const transport = getRpcTransport();
 *   const server = new RpcServer(transport, { server: "node-1", endpoints: [new MyService()] });
 *   await server.start();
 *   worker.ready(server);
 *   const outcome = await serveUntilSignalled([server], { signal: worker.signal, grace: worker.grace });
 *   await transport.close();
 *   if (outcome === "cut short") process.exit(1);
 * });
 * ```
 *
 * The program's own process starts the others, which are the same program again, and replaces one that dies: at once at
 * first, then ever more slowly. Only what that one was running is lost. On SIGINT or SIGTERM it lets the workers finish
 * what they took; a second signal ends them. Resolves when all have ended, with "cut short" when one of them was killed
 * or left with an exit code other than 0, and in a worker with "drained" when its work has.
 *
 * @throws {RangeError} the number of workers is no whole number from 1 up.
 */
export async function runWorkers(
  options: RunWorkersOptions,
  work: (worker: Worker) => Promise<void>,
): Promise<ServeOutcome> {
  const worker = currentWorker(options.grace ?? DEFAULT_GRACE);
  if (worker === undefined) return await runPool(options);
  const instrumentation = options.instrumentation?.();
  watchProcess(instrumentation);
  const all: readonly object[] = [instrumentation ?? []].flat();
  worker.counts(all.find(isCounting));
  await work(worker);
  // The channel would keep a process alive that has nothing more to do.
  if (process.connected) process.disconnect();
  return "drained";
}

function isCounting(instrumentation: object): instrumentation is Counting {
  return "snapshot" in instrumentation && typeof instrumentation.snapshot === "function";
}

async function runPool(options: RunWorkersOptions): Promise<ServeOutcome> {
  const pool = new WorkerPool(options);
  let told = 0;
  const stopping = withResolvers<void>();
  const onSignal = () => {
    told += 1;
    if (told === 1) stopping.resolve();
    else pool.kill();
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.on(signal, onSignal);
  pool.start();
  void pool.ready.then(() => options.onReady?.(pool));
  await stopping.promise;
  const outcome = await pool.stop();
  for (const signal of signals) process.off(signal, onSignal);
  return outcome;
}
