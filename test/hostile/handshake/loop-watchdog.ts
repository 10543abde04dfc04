import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { compiledPath } from "../../support/node-words.js";

/** Places in what the two threads share: turns of the loop, ms of the longest one, and what nobody ever changes. */
export const BEAT = 0;
export const LONGEST = 1;
export const TICKS = 2;

const BEAT_EVERY = 5;

/** True where the system tells how long a thread has computed. */
export const canWatch: boolean = existsSync("/proc/self/schedstat");

/**
 * Measures how long the event loop of this process computes without a turn, and ends the process with SIGKILL when it
 * does not come back. Computing counts and not the clock, so that a busy machine makes no difference.
 *
 * @returns ms of the longest turn so far, or 0 where it cannot be measured.
 */
export function watchLoop(): () => number {
  if (!canWatch) return () => 0;
  const shared = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
  setInterval(() => Atomics.add(shared, BEAT, 1), BEAT_EVERY).unref();
  new Worker(compiledPath("test/hostile/handshake/loop-watchdog-program.ts"), { workerData: shared }).unref();
  return () => Atomics.load(shared, LONGEST);
}
