import assert from "node:assert/strict";
import { MessagingError } from "../../../../src/index.js";

const ANSWERED = "answered";

/** How a call ended. */
export interface Settled {
  /** `answered`, or the error's name and code: errors themselves hold on to whatever was on the stack. */
  readonly outcome: string;
  /** ms after its deadline; below zero before it. */
  readonly late: number;
}

/** What clients wrote down of their calls, and servers of what they executed. */
export class Ledger {
  readonly #settled = new Map<string, Settled[]>();
  readonly #executed = new Map<string, number>();

  executed(id: string): void {
    this.#executed.set(id, (this.#executed.get(id) ?? 0) + 1);
  }

  get executions(): number {
    return this.#executed.size;
  }

  /** Calls that have ended. */
  get ends(): number {
    return this.#settled.size;
  }

  /** Writes down how a call ends. @param seconds its timeout */
  async follow(id: string, call: Promise<unknown>, seconds: number): Promise<void> {
    const deadline = performance.now() + seconds * 1000;
    const end = (outcome: string) => {
      const late = performance.now() - deadline;
      this.#settled.set(id, [...(this.#settled.get(id) ?? []), { outcome, late }]);
    };
    try {
      assert.equal(await call, id, "the answer of another call");
      end(ANSWERED);
    } catch (error) {
      if (!(error instanceof MessagingError)) throw error;
      end(`${error.name} ${error.code}`);
    }
  }

  /**
   * Checks the history: each call ended once and in time, none was executed twice, and one that was answered was
   * executed.
   *
   * @param grace ms after its deadline in which a call may end
   * @returns how many calls ended in which way
   */
  check(ids: readonly string[], grace: number): Readonly<Record<string, number>> {
    const tally: Record<string, number> = {};
    for (const id of ids) {
      const ends = this.#settled.get(id) ?? [];
      assert.equal(ends.length, 1, `call ${id} ended ${ends.length} times`);
      const { outcome, late } = ends[0] as Settled;
      const executions = this.#executed.get(id) ?? 0;
      assert.ok(executions <= 1, `call ${id} was executed ${executions} times`);
      assert.ok(late < grace, `call ${id} ended ${late} ms after its deadline`);
      if (outcome === ANSWERED) assert.equal(executions, 1, `call ${id} was answered and not executed`);
      tally[outcome] = (tally[outcome] ?? 0) + 1;
    }
    return tally;
  }
}
