import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const ALLOWED = 100 * 1024 * 1024;
const SAMPLE_MS = 20;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function used(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const inMegabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;

/** Looks every few ms what of the process is in memory; the function returned stops that, and tells the most seen. */
function watchResident(): () => number {
  const { rss } = process.memoryUsage;
  let peak = rss();
  const timer = setInterval(() => {
    peak = Math.max(peak, rss());
  }, SAMPLE_MS).unref();
  return () => {
    clearInterval(timer);
    return Math.max(peak, rss());
  };
}

/** Ends a watch of the memory. */
export type MemoryCheck = (test: TestContext) => Promise<void>;

/**
 * Takes the memory used now as the baseline; the function returned fails when it stays more than 100 MB above, and
 * reports it. Sockets give back what they have read some time after they are gone. The most that was resident
 * meanwhile is reported alone: it is of the peer in the same process too, and of when garbage is collected.
 */
export function memoryBaseline(): MemoryCheck {
  const before = used();
  const resident = process.memoryUsage.rss();
  const peak = watchResident();
  return async (test) => {
    const most = peak() - resident;
    let grown = used() - before;
    for (let looked = 0; grown > ALLOWED && looked < 100; looked++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      grown = used() - before;
    }
    test.diagnostic(`memory +${inMegabytes(grown)} once collected, at most +${inMegabytes(most)} resident`);
    assert.ok(grown < ALLOWED, `memory has grown by ${inMegabytes(grown)}`);
  };
}
