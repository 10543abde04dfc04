import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** What V8 has of memory once all garbage is collected, in bytes. */
export interface Collected {
  /** Of the heap, in use. */
  readonly heap: number;
  /** Taken by the space of young objects: it grows once with what a process allocates at a time, not with what lives. */
  readonly young: number;
}

/** Collects all garbage there is. */
export function collect(): Collected {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  // What the first one finds finalized the second one frees.
  for (let times = 0; times < 2; times += 1) gc();
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
  return { heap: process.memoryUsage().heapUsed, young: young?.physical_space_size ?? 0 };
}
