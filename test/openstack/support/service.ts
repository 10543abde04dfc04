import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";

const START_MS = 180_000;
const TRY_EVERY_MS = 250;
/** Characters at the end of its log that are shown when it fails. */
const SHOWN = 6_000;

/** A service of OpenStack as a process. */
export class OpenstackService {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  #output = "";

  constructor([program, ...words]: readonly [string, ...string[]]) {
    this.#child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
    this.#exited = once(this.#child, "exit");
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#output = (this.#output + text).slice(-200_000);
      });
    }
  }

  /** Waits until an attempt succeeds. */
  async untilReady(attempt: () => Promise<unknown>): Promise<void> {
    const deadline = performance.now() + START_MS;
    for (;;) {
      if (this.#child.exitCode !== null)
        throw new Error(`the service has ended\n${this.#output.slice(-SHOWN)}`);
      try {
        await attempt();
        return;
      } catch (error) {
        if (performance.now() > deadline)
          throw new Error(`the service is not ready\n${this.#output.slice(-SHOWN)}`, { cause: error });
      }
      await pause(TRY_EVERY_MS);
    }
  }

  /** The log, as far as it is kept. */
  get output(): string {
    return this.#output;
  }

  /** Ends it with all its workers, which live in its namespace of processes. */
  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill("SIGKILL");
    await this.#exited;
  }
}
