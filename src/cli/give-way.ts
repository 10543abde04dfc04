import { readdirSync } from "node:fs";
import { constants, setPriority } from "node:os";

/** This process is the last to run: whoever it watches on this machine is not to be slower for it. */
export function giveWay(): void {
  for (const thread of threads()) {
    try {
      setPriority(thread, constants.priority.PRIORITY_LOW);
    } catch {
      // It has ended, or the system does not let it: it then shares the processors as others do.
    }
  }
}

/** Linux has a priority for each thread, and V8 has started some before any program runs; elsewhere a process has one. */
function threads(): readonly number[] {
  try {
    return readdirSync("/proc/self/task").map(Number);
  } catch {
    return [process.pid];
  }
}
