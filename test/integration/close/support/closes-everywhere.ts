import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import type { TestContext } from "node:test";
import { promisify } from "node:util";
import { programWords } from "../../../support/node-words.js";

/** ms in which `close()` promises to settle, and what a machine may add that closes dozens at once and does more. */
const CLOSES_WITHIN = 2_000 + 43_000;

/** How whatever waits at a transport that is closed may end. */
const ENDS =
  /^(done|TRANSPORT_CLOSED|SERVER_LISTEN_ERROR|REPLY_LOST|MESSAGE_DELIVERY_FAILURE|MESSAGE_UNDELIVERABLE)$/;

interface Report {
  readonly closed: number;
  readonly slowest: number;
  readonly ends: readonly string[];
  readonly timers: number;
}

const run = promisify(execFile);

/** Closes everything that connects there, at each moment, in a process that has to end by itself. */
export async function closesEverywhere(t: TestContext, url: string, port = 0): Promise<void> {
  const words = programWords("test/integration/close/support/close-program.ts");
  const { stdout } = await run(process.execPath, [...words, url, String(port)]);
  const { closed, slowest, ends, timers } = JSON.parse(stdout) as Report;
  t.diagnostic(`${closed} times, at most ${Math.round(slowest)} ms; ${ends.join(", ")}`);
  assert.ok(slowest < CLOSES_WITHIN, `${slowest} ms`);
  assert.equal(timers, 0);
  assert.deepEqual(
    ends.filter((end) => !ENDS.test(end)),
    [],
  );
}
