import { getRpcTransport } from "../../src/index.js";
import { EchoClient } from "./echo-service.js";
import { makeThing } from "./payload.js";
import { type Fields, servePeer } from "./peer-program.js";

/** ms between two looks at how many calls are due. */
const TICK = 1;

/** What came of calls at an even rate; times in ms. */
export interface PacedResult {
  readonly calls: number;
  readonly failed: number;
  /** Calls begun in a second. */
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
}

/** Begins so many calls a second, whatever becomes of those before, and waits for all of them. */
async function pace(call: () => Promise<unknown>, { rate, seconds }: Fields): Promise<PacedResult> {
  const latencies: number[] = [];
  let failed = 0;
  const one = async () => {
    const begun = performance.now();
    try {
      await call();
      latencies.push(performance.now() - begun);
    } catch {
      failed += 1;
    }
  };
  const calls: Promise<void>[] = [];
  const start = performance.now();
  const total = Number(rate) * Number(seconds);
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - start) * Number(rate)) / 1000));
      while (calls.length < due) calls.push(one());
      if (calls.length < total) return;
      clearInterval(timer);
      resolve();
    }, TICK);
  });
  const begunIn = performance.now() - start;
  await Promise.all(calls);
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { calls: total, failed, rate: (total * 1000) / begunIn, p50: at(0.5), p99: at(0.99) };
}

const client = new EchoClient(getRpcTransport({ url: process.argv[2] }), { timeout: 30 });
const thing = makeThing(100);
servePeer({ paced: (fields) => pace(() => client.echo(thing), fields) });
