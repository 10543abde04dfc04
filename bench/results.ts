import { availableParallelism, cpus, totalmem } from "node:os";
import type { Series } from "./measure.js";
import type { Ratio } from "./ratios.js";
import type { ScaleRow } from "./scale.js";

/** Everything a bench has found. */
export interface Results {
  readonly date: string;
  readonly machine: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly series: readonly Series[];
  readonly ratios: Readonly<Record<string, Ratio>>;
  /** Empty when it was not asked for. */
  readonly scale: readonly ScaleRow[];
  /** Largest memory of each contender's processes, in bytes. */
  readonly peaks: readonly Peak[];
  /** Contenders that took no part, and why. */
  readonly skipped: readonly Skipped[];
}

export interface Peak {
  readonly contender: string;
  readonly client?: number | undefined;
  readonly server?: number | undefined;
  readonly router?: number | undefined;
}

export interface Skipped {
  readonly contender: string;
  readonly reason: string;
}

/** What the figures were measured on. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${availableParallelism()} cores of ${model}, ${memory} GiB, ${process.platform} ${process.arch}, Node.js ${process.version}`;
}
