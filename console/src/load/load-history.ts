import type { Load } from "../../../src/console/events.js";

/** Looks that are kept: ten minutes of them. */
const MOST_LOOKS = 300;

/** What of a look is drawn. */
export interface LoadPoint {
  /** Seconds since the epoch. */
  readonly time: number;
  readonly callsPerSecond: number;
  readonly failuresPerSecond: number;
  readonly running: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** The looks at the load of the last minutes. */
export class LoadHistory {
  #looks: readonly Load[] = [];

  get latest(): Load | undefined {
    return this.#looks.at(-1);
  }

  add(load: Load): void {
    // A clock that was set back would draw lines back as well.
    if (load.time <= (this.latest?.time ?? 0)) this.#looks = [];
    this.#looks = [...this.#looks, load].slice(-MOST_LOOKS);
  }

  /** The course of one method over all its servers, or of all methods. */
  pointsOf(method: string | undefined): readonly LoadPoint[] {
    return this.#looks.map(({ time, methods }) => {
      const rows = methods.filter((row) => method === undefined || row.method === method);
      const sum = (pick: (row: (typeof rows)[number]) => number) =>
        rows.reduce((total, row) => total + pick(row), 0);
      // Percentiles do not add up: the slowest server's is the one to know.
      const worst = (pick: (row: (typeof rows)[number]) => number | null) => {
        const values = rows.map(pick).filter((value) => value !== null);
        return values.length === 0 ? null : Math.max(...values);
      };
      return {
        time: time / 1000,
        callsPerSecond: sum((row) => row.callsPerSecond),
        failuresPerSecond: sum((row) => row.failuresPerSecond),
        running: sum((row) => row.running),
        p50: worst((row) => row.p50),
        p95: worst((row) => row.p95),
        p99: worst((row) => row.p99),
      };
    });
  }
}
