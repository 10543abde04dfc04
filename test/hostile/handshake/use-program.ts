import assert from "node:assert/strict";
import { after, before } from "node:test";
import { canWatch } from "./loop-watchdog.js";
import { TalkingProgram } from "./program.js";

/** Sequences for each side, with a login and without. */
export const COUNT = 1_000;
/** ms the loop may compute without a turn. */
const LONGEST_TURN = 100;

/**
 * A program that runs while the tests of the surrounding suite do.
 *
 * @param args what it is started with, asked for when the hooks before this one have run
 * @returns what gives it to the tests, with what it said of itself when it was ready
 */
export function useTalkingProgram<Ready = unknown>(
  file: string,
  args: () => readonly string[],
): () => { readonly program: TalkingProgram; readonly ready: Ready } {
  let used: { program: TalkingProgram; ready: Ready } | undefined;
  before(async () => {
    used = await TalkingProgram.start<Ready>(file, args());
  });
  after(() => used?.program.kill());
  return () => used ?? assert.fail("the program is started before the tests of a suite, and not earlier");
}

/** Fails where a loop has computed for too long without a turn, if that can be seen here. */
export function assertShortTurns(longest: number): void {
  if (canWatch) assert.ok(longest < LONGEST_TURN, `${longest} ms`);
}
