import type { Began, Ended, FaultWindow, History, Starved, Written } from "./history.js";

/** A request with all that its client and the servers wrote down of it. */
export interface Request {
  readonly began: Began;
  readonly client: string;
  readonly ends: readonly Ended[];
  /** In the order of their times. */
  readonly runs: readonly Run[];
}

export interface Run {
  readonly at: number;
  readonly server: string;
  readonly process: Written;
}

/** All requests; and what was run or ended that nobody began. */
export function requestsOf({ processes }: History): { requests: Request[]; unknown: string[] } {
  const requests = new Map<string, Request & { ends: Ended[]; runs: Run[] }>();
  for (const { name, entries } of processes) {
    for (const entry of entries) {
      if (entry.type === "began") requests.set(entry.id, { began: entry, client: name, ends: [], runs: [] });
    }
  }
  const unknown: string[] = [];
  for (const process of processes) {
    for (const entry of process.entries) {
      if (entry.type !== "ended" && entry.type !== "ran") continue;
      const request = requests.get(entry.id);
      if (request === undefined) unknown.push(entry.id);
      else if (entry.type === "ended") request.ends.push(entry);
      else request.runs.push({ at: entry.at, server: process.name, process });
    }
  }
  for (const { runs } of requests.values()) runs.sort((a, b) => a.at - b.at);
  return { requests: [...requests.values()], unknown };
}

/** Whether a fault may be noticed by somebody at some time from one to the other. */
export function touches(
  fault: FaultWindow,
  names: readonly (string | undefined)[],
  from: number,
  to: number,
): boolean {
  if (fault.from > to || fault.to < from) return false;
  const { touches: touched } = fault;
  return touched === "all" || names.some((name) => name !== undefined && touched.includes(name));
}

/** The times in which the event loop of a process did not turn. */
export function starvedTimes({ entries }: Written): Starved[] {
  return entries.filter((entry) => entry.type === "starved");
}

/** How many ms of a time the event loop did not turn. */
export function starvedBetween(starved: readonly Starved[], from: number, to: number): number {
  return starved.reduce(
    (sum, entry) => sum + Math.max(0, Math.min(entry.to, to) - Math.max(entry.at, from)),
    0,
  );
}
