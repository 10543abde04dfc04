import { Watchers } from "../instruments/health-watchers.js";
import { guardedLogger } from "../log/guarded-logger.js";
import type { Logger } from "../log/logger.js";
import { standardErrorLogger } from "../log/standard-error.js";
import type { ServeOutcome } from "../rpc/serve-until-signalled.js";
import type { ServerHealth } from "../rpc/server-health.js";
import { timers } from "../time/timers.js";
import { withResolvers } from "../time/with-resolvers.js";
import { WorkerProcess } from "./worker-process.js";

/** Seconds. */
export const DEFAULT_GRACE = 30;

/** Options of a pool of workers. */
export interface WorkerPoolOptions {
  /** Number of processes that serve. */
  readonly workers: number;
  /** Seconds that workers have to finish what they took when they are stopped; 30 when not given. */
  readonly grace?: number | undefined;
  /** The script that each process runs; the program itself when not given. */
  readonly script?: string | undefined;
  /** The arguments it gets; the program's own when not given. */
  readonly args?: readonly string[] | undefined;
  /** Told of workers that die. */
  readonly logger?: Logger | undefined;
}

/**
 * The processes that share a topic. One that dies is replaced.
 *
 * @example
 * ```ts
 * const pool = new WorkerPool({ workers: 4, script: "dist/serve.js", logger: consoleLogger() });
 * pool.start();
 * await pool.ready;
 * console.log(pool.pids, await pool.health());
 * await pool.stop();
 * ```
 */
export class WorkerPool {
  /** Resolves when each worker has said for the first time that it takes requests. */
  readonly ready: Promise<void>;
  readonly #workers: readonly WorkerProcess[];
  readonly #grace: number;
  readonly #watchers: Watchers<{
    readonly workers: readonly (ServerHealth | undefined)[];
    readonly state?: string;
  }>;

  /**
   * Starts nothing yet: `start` does.
   *
   * @throws {RangeError} the number of workers is no whole number from 1 up, or there is no script to run.
   */
  constructor(options: WorkerPoolOptions) {
    const { workers: count, grace = DEFAULT_GRACE, script = process.argv[1] } = options;
    const log = guardedLogger(options.logger ?? standardErrorLogger);
    if (!Number.isSafeInteger(count) || count < 1) {
      throw new RangeError(`workers must be a whole number from 1 up, not ${String(count)}`);
    }
    if (script === undefined)
      throw new RangeError("Workers need a script: this process has none to run again");
    const { args = process.argv.slice(2) } = options;
    this.#grace = grace;
    const waiting = new Set<number>(Array.from({ length: count }, (_, index) => index));
    const allReady = withResolvers<void>();
    this.ready = allReady.promise;
    const known = [...waiting].map((): ServerHealth | undefined => undefined);
    this.#watchers = new Watchers(log);
    this.#workers = [...waiting].map((index) => {
      const onReady = () => {
        waiting.delete(index);
        if (waiting.size === 0) allReady.resolve();
      };
      const onHealth = (health: ServerHealth | undefined) => {
        known[index] = health;
        this.#watchers.tell({ workers: [...known] });
      };
      return new WorkerProcess({ index, script, args, log, onReady, onHealth });
    });
  }

  /** Process ids of the workers that are there. */
  get pids(): readonly number[] {
    return this.#workers.flatMap(({ pid }) => pid ?? []);
  }

  /** Starts the processes; `ready` says when they serve. */
  start(): void {
    for (const worker of this.#workers) worker.start();
  }

  /**
   * Lets the workers finish what they have taken, and ends those that need longer than the grace time. Resolves with
   * "cut short" when one of them was killed or left with an exit code other than 0.
   */
  async stop(): Promise<ServeOutcome> {
    // A worker has its own limit, of the same length, and ends in order when that is over.
    const limit = timers.after((this.#grace + 1) * 1000, () => this.kill());
    const outcomes = await Promise.all(this.#workers.map((worker) => worker.stop()));
    limit.cancel();
    return outcomes.includes("cut short") ? "cut short" : "drained";
  }

  /** Ends the processes now, with what they run. Only after `stop`: else they are replaced. */
  kill(): void {
    for (const worker of this.#workers) worker.kill();
  }

  /** The health of each worker's server; undefined for one that says nothing. */
  health(): Promise<readonly (ServerHealth | undefined)[]> {
    return Promise.all(this.#workers.map((worker) => worker.health()));
  }

  /** The figures of each worker, as its `ready` was given it; undefined for one that says nothing. */
  metrics(): Promise<readonly unknown[]> {
    return Promise.all(this.#workers.map((worker) => worker.metrics()));
  }

  /**
   * Calls back when the health of a worker's server changes, or its process is there or gone. What the listener throws
   * is logged.
   *
   * @param listener gets the last health that each worker has told of; undefined for one that is not there
   * @returns what takes the listener back.
   */
  onHealthChange(listener: (health: readonly (ServerHealth | undefined)[]) => unknown): () => void {
    return this.#watchers.add(({ workers }) => listener(workers));
  }
}
