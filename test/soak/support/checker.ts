import { ABORTED, DONE, type FaultWindow, type History, type Plan, type Written } from "./history.js";
import { type Request, type Run, requestsOf, starvedBetween, starvedTimes, touches } from "./requests.js";
import { SETTLE } from "./settings.js";

/** ms after its deadline in which a request must have ended. */
const GRACE = 1_000;
/** ms that a message may be on its way when nothing is wrong: what ended as a fault began may not have arrived. */
const ON_ITS_WAY = 2_000;
/** ms for which the machine may run none of a process's code before that counts as a fault of the machine. */
const STARVED = 1_000;

/** What the intermediary is known to do. */
export interface Promised {
  /**
   * RabbitMQ delivers a request again when the connection it was delivered on ends before RabbitMQ has read that it
   * was taken. Its server knows it again and drops it; another server cannot, nor the same one started anew. So a
   * request may run in a second process when a fault ended connections of servers, and its run before fell into the
   * time of that fault. It never runs twice in one process: neither then, nor when its client sent it again.
   */
  readonly redelivers: boolean;
}

/** Something that was promised and did not hold. */
export interface Finding {
  readonly rule: string;
  /** What it concerns, and how. */
  readonly what: string;
}

/** Ends that are as planned. */
export const PLANNED: Readonly<Record<Plan, string>> = {
  done: DONE,
  expire: "MESSAGING_TIMEOUT",
  abort: ABORTED,
};

/** Compares what clients wrote of their requests with what servers wrote of their runs. */
export function check(history: History, promised: Promised): Finding[] {
  const { requests, unknown } = requestsOf(history);
  const checker = new Checker(history, promised);
  for (const id of unknown) checker.find("unknown", `${id} was run or ended and never begun`);
  for (const request of requests) checker.check(request);
  for (const process of history.processes) checker.checkLoop(process);
  return checker.findings;
}

/** Times in which the machine ran no code of a process for long: whoever talks to that may give it up. */
export function starvedWindows(processes: readonly Written[]): FaultWindow[] {
  return processes.flatMap((process) => {
    const isClient = process.entries.some(({ type }) => type === "began");
    return starvedTimes(process)
      .filter(({ at, to, computed }) => to - at > STARVED && computed < (to - at) / 2)
      .map(({ at, to }) => ({
        kind: "a busy machine",
        from: at,
        over: to,
        to: to + SETTLE,
        touches: isClient ? [process.name] : ("all" as const),
        redelivers: !isClient,
        loses: false,
      }));
  });
}

/** A process that serves, and since when. */
interface Server {
  readonly process: Written;
  readonly since: number;
}

class Checker {
  readonly findings: Finding[] = [];
  readonly #promised: Promised;
  readonly #windows: readonly FaultWindow[];
  readonly #servers: readonly Server[];
  readonly #lateness: (request: Request) => number;

  constructor({ processes, windows }: History, promised: Promised) {
    this.#windows = [...windows, ...starvedWindows(processes)];
    this.#servers = processes.flatMap((process) => {
      const ready = process.entries.find(({ type }) => type === "ready");
      return ready === undefined ? [] : [{ process, since: ready.at }];
    });
    this.#lateness = lateness(processes);
    this.#promised = promised;
  }

  find(rule: string, what: string): void {
    this.findings.push({ rule, what });
  }

  check(request: Request): void {
    const { began, ends, runs } = request;
    const title = `${began.kind} ${began.id}`;
    const [end] = ends;
    if (end === undefined || ends.length > 1) {
      this.find("settled", `${title} ended ${ends.length} times`);
      return;
    }
    const { outcome, mayHaveRun, text } = end;
    const planned = PLANNED[began.plan];
    const told = `${title}, ${outcome}`;
    const late = this.#lateness(request);
    if (late > GRACE) this.find("late", `${told}: ended ${Math.round(late)} ms after its deadline`);
    if (outcome.startsWith("unforeseen")) this.find("unforeseen", told);
    if (!mayHaveRun && runs.length > 0)
      this.find("not run", `${told}: it says that it has not run, and it has`);
    if (outcome !== planned && !this.#isExplained(request, end.at)) {
      this.find("failed", `${told}: no fault explains that: ${text}`);
    }
    if (began.kind === "fanout") this.#checkFanout(request, end.at, told);
    else this.#checkRuns(request, end.at, outcome, told);
  }

  /** A process that computes for so long answers nobody. */
  checkLoop({ name, entries }: Written): void {
    for (const entry of entries) {
      if (entry.type !== "starved") continue;
      const took = entry.to - entry.at;
      if (took > STARVED && entry.computed >= took / 2) {
        this.find("blocked", `${name} computed for ${Math.round(took)} ms without a turn of its event loop`);
      }
    }
  }

  #checkRuns(request: Request, ended: number, outcome: string, told: string): void {
    const { began, runs } = request;
    if (runs.length === 0 && outcome === DONE && !this.#mayBeLost(request, ended)) {
      this.find("lost", `${told}: it was not run`);
    }
    for (const [index, run] of runs.entries()) {
      const before = runs.slice(0, index);
      if (before.length === 0 || this.#mayRunAgain(request, before, run)) continue;
      const servers = runs.map(({ server, at }) => `${server} after ${Math.round(at - began.at)} ms`);
      this.find("twice", `${told}: run by ${servers.join(", ")}`);
    }
  }

  /** Each server runs it at most once; and once, if nothing befalls its client, the server or the way. */
  #checkFanout({ began, client, runs }: Request, ended: number, told: string): void {
    const counts = new Map<Written, number>();
    for (const { process } of runs) counts.set(process, (counts.get(process) ?? 0) + 1);
    for (const [{ name }, count] of counts) {
      if (count > 1) this.find("twice", `${told}: run ${count} times by ${name}`);
    }
    for (const process of this.#serving(began.at)) {
      if (counts.has(process)) continue;
      const names = [client, process.name];
      const isExplained = this.#windows.some((fault) => touches(fault, names, began.at, ended + ON_ITS_WAY));
      if (!isExplained) this.find("lost", `${told}: not run by ${process.name}`);
    }
  }

  /** The servers at a time: of each name the process that began to serve last. */
  #serving(at: number): Written[] {
    const serving = new Map<string, Server>();
    for (const server of this.#servers) {
      const { process, since } = server;
      if (since <= at && since > (serving.get(process.name)?.since ?? Number.NEGATIVE_INFINITY))
        serving.set(process.name, server);
    }
    return [...serving.values()].map(({ process }) => process);
  }

  #isExplained({ began, client }: Request, ended: number): boolean {
    return this.#windows.some((fault) =>
      touches(fault, [client, began.server], began.at, ended + ON_ITS_WAY),
    );
  }

  #mayBeLost(request: Request, ended: number): boolean {
    const { kind, at } = request.began;
    switch (kind) {
      case "cast":
        return this.#isExplained(request, ended);
      case "confirmed cast":
        return this.#windows.some((fault) => fault.loses && touches(fault, [], at, ended + ON_ITS_WAY));
      default:
        return false;
    }
  }

  #mayRunAgain(request: Request, before: readonly Run[], { at, process }: Run): boolean {
    const { kind } = request.began;
    const { redelivers: isRabbit } = this.#promised;
    if (isRabbit && before.some((run) => run.process === process)) return false;
    // At least once: who does not know whether it has arrived sends it again.
    if (kind === "notification" || kind === "confirmed cast") return this.#isExplained(request, at);
    if (!isRabbit) return false;
    const last = before.at(-1)?.at ?? 0;
    return this.#windows.some(
      ({ redelivers, from, to }) => redelivers && from - ON_ITS_WAY <= last && last <= to && from <= at,
    );
  }
}

/** How many ms after its deadline a request ended, less those in which its process could do nothing. */
export function lateness(processes: readonly Written[]): (request: Request) => number {
  const starved = new Map(processes.map((process) => [process.name, starvedTimes(process)]));
  return ({ began: { deadline }, client, ends: [end] }) => {
    if (deadline === undefined || end === undefined) return Number.NEGATIVE_INFINITY;
    return end.at - deadline - starvedBetween(starved.get(client) ?? [], deadline, end.at);
  };
}
