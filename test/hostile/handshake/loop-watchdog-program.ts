// Watches the event loop of the thread that has started this one: see loop-watchdog.ts
import { readFileSync, writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { BEAT, LONGEST, TICKS } from "./loop-watchdog.js";

const EVERY = 10;
/** ms of computing without a turn of the loop after which it is not coming back. */
const HOPELESS = 3_000;

const shared = workerData as Int32Array;
const statistics = `/proc/self/task/${process.pid}/schedstat`;

/** ms the main thread has computed, whatever else the machine had to do meanwhile. */
const computed = (): number => Number(readFileSync(statistics, "latin1").split(" ")[0]) / 1e6;

let beat = Atomics.load(shared, BEAT);
let begun = computed();
for (;;) {
  Atomics.wait(shared, TICKS, 0, EVERY);
  const now = computed();
  const current = Atomics.load(shared, BEAT);
  if (current !== beat) {
    beat = current;
    begun = now;
    continue;
  }
  const length = Math.round(now - begun);
  if (length > Atomics.load(shared, LONGEST)) Atomics.store(shared, LONGEST, length);
  if (length < HOPELESS) continue;
  // Nobody else can tell: the thread that could is the one that hangs.
  writeSync(2, `the event loop has computed for ${length} ms without a turn\n`);
  process.kill(process.pid, "SIGKILL");
}
