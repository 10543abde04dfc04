import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Collects what nobody holds, in a turn of its own: what a `WeakRef` gave is held until the turn ends. */
export async function collectGarbage(): Promise<void> {
  await setImmediate();
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}
