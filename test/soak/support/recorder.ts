import { openSync, writeSync } from "node:fs";
import { getActiveResourcesInfo } from "node:process";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { LogFields, Logger } from "../../../src/index.js";
import { silentLogger } from "../../../src/log/logger.js";
import { timers } from "../../../src/time/timers.js";
import { type Entry, fileOf, machineNow } from "./history.js";

/** ms between two looks at the event loop, and beyond which one that comes late is written down. */
const LOOK_EVERY = 20;
const NOTICED = 100;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Writes down what happens in this process, each line at once: a process that is killed has written it. */
export class Recorder {
  readonly #file: number;

  constructor(folder: string, name: string) {
    this.#file = openSync(fileOf(folder, name, process.pid), "w");
    this.#watchLoop();
  }

  write(entry: Entry): void {
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
  }

  /** Writes down what the process holds. @param counts what its timers and resources are not */
  async sample(counts: Readonly<Record<string, number>> = {}): Promise<void> {
    for (let turn = 0; turn < 3; turn += 1) {
      collect();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { heapUsed, external } = process.memoryUsage();
    const resources: Record<string, number> = {};
    for (const type of getActiveResourcesInfo()) resources[type] = (resources[type] ?? 0) + 1;
    this.write({
      type: "sample",
      at: machineNow(),
      heap: heapUsed + external,
      counts: { timers: timers.size, ...resources, ...counts },
    });
  }

  /** A logger that keeps what says error. @param heard gets it too */
  logger(heard: (fields: LogFields, message: string) => void = () => {}): Logger {
    const error = (fields: LogFields, message: string) => {
      const why = fields.reason ?? (fields.err as Error | undefined)?.message;
      const text = why === undefined ? message : `${message}: ${why}`;
      this.write({ type: "logged", at: machineNow(), message: text });
      heard(fields, message);
    };
    return { ...silentLogger, error };
  }

  #watchLoop(): void {
    let last = machineNow();
    let used = process.cpuUsage();
    setInterval(() => {
      const now = machineNow();
      if (now - last > LOOK_EVERY + NOTICED) {
        const { user, system } = process.cpuUsage(used);
        const computed = (user + system) / 1000;
        this.write({ type: "starved", at: last, to: now, computed });
      }
      last = now;
      used = process.cpuUsage();
    }, LOOK_EVERY).unref();
  }
}
