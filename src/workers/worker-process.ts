import { type ChildProcess, fork } from "node:child_process";
import type { Logger } from "../log/logger.js";
import type { ServeOutcome } from "../rpc/serve-until-signalled.js";
import type { ServerHealth } from "../rpc/server-health.js";
import { Lifetime } from "../time/lifetime.js";
import { type Timer, timers } from "../time/timers.js";
import { withResolvers } from "../time/with-resolvers.js";
import { type OrderToWorker, WORKER_VARIABLE, type WorkerReport } from "./worker.js";

/** ms until a worker that died is replaced; doubled each time one dies young. */
const FIRST_DELAY = 100;
const LONGEST_DELAY = 30_000;
/** ms after which a worker counts as having worked. */
const SETTLED = 10_000;
/** ms a worker has to answer. */
const ANSWER_TIMEOUT = 1_000;

/** Options of a worker's process. */
export interface WorkerProcessOptions {
  readonly index: number;
  readonly script: string;
  readonly args: readonly string[];
  readonly log: Logger;
  /** Its process takes requests. Again for each that replaces another. */
  readonly onReady: () => void;
  /** The health of its server has changed; undefined when its process is gone. */
  readonly onHealth: (health: ServerHealth | undefined) => void;
}

/** One worker: its process, and those that replace it when it dies. */
export class WorkerProcess {
  readonly #options: WorkerProcessOptions;
  /** Questions it has not answered yet; answered with undefined when its process ends. */
  readonly #questions = new Map<number, (answer: unknown) => void>();
  readonly #ended = withResolvers<ServeOutcome>();
  #child: ChildProcess | undefined;
  #delay = FIRST_DELAY;
  /** Until it is to stop. */
  readonly #life = new Lifetime();
  #serves = false;
  #nextQuestion = 0;

  constructor(options: WorkerProcessOptions) {
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Does nothing once it is to stop. */
  start(): void {
    if (this.#life.ended) return;
    const { index, script, args, log, onReady, onHealth } = this.#options;
    const child = fork(script, args, { env: { ...process.env, [WORKER_VARIABLE]: String(index) } });
    const settled = this.#life.after(SETTLED, () => {
      this.#delay = FIRST_DELAY;
    });
    this.#child = child;
    this.#serves = false;
    child.on("message", (message: WorkerReport) => {
      if (message.report === "ready") {
        this.#serves = true;
        onReady();
        void this.health().then((health) => onHealth(health));
      } else if (message.report === "changed") onHealth(message.health);
      else if (message.report === "metrics") this.#questions.get(message.id)?.(message.metrics);
      else this.#questions.get(message.id)?.(message.health);
    });
    // Otherwise an error thrown where nobody can catch it; the exit follows, or the process never was.
    child.on("error", (error) => log.error({ worker: index, err: error }, "A worker cannot be reached"));
    child.once("close", (code, signal) => {
      settled.cancel();
      this.#closed(child, code, signal);
    });
  }

  /** Lets it finish what it has taken, and ends it when it does not serve yet; resolves when it has ended. */
  stop(): Promise<ServeOutcome> {
    this.#life.end();
    if (this.#child === undefined) this.#ended.resolve("drained");
    else if (this.#serves) this.#tell({ order: "stop" });
    // It may wait for a peer that is not there, and has taken nothing.
    else this.#child.kill("SIGTERM");
    return this.#ended.promise;
  }

  /** Ends it now. */
  kill(): void {
    this.#child?.kill("SIGKILL");
  }

  /** The health of its server; undefined when it does not answer within a second. */
  async health(): Promise<ServerHealth | undefined> {
    return (await this.#ask("health")) as ServerHealth | undefined;
  }

  /** The figures it counts; undefined when it does not answer within a second. */
  metrics(): Promise<unknown> {
    return this.#ask("metrics");
  }

  async #ask(order: "health" | "metrics"): Promise<unknown> {
    if (this.#child === undefined) return undefined;
    const id = this.#nextQuestion++;
    let timeout: Timer | undefined;
    try {
      return await new Promise((resolve) => {
        this.#questions.set(id, resolve);
        timeout = timers.after(ANSWER_TIMEOUT, () => resolve(undefined));
        this.#tell({ order, id });
      });
    } finally {
      timeout?.cancel();
      this.#questions.delete(id);
    }
  }

  #tell(order: OrderToWorker): void {
    if (this.#child?.connected) this.#child.send(order, () => {});
  }

  #closed(child: ChildProcess, code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#options.onHealth(undefined);
    for (const answer of this.#questions.values()) answer(undefined);
    if (this.#life.ended) {
      this.#ended.resolve(code === 0 || !this.#serves ? "drained" : "cut short");
      return;
    }
    const { index, log } = this.#options;
    const delay = this.#delay;
    this.#delay = Math.min(2 * delay, LONGEST_DELAY);
    log.error({ worker: index, pid: child.pid, code, signal, delay }, "A worker died and is replaced");
    this.#life.after(delay, () => this.start());
  }
}
