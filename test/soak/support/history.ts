import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type Kind = "call" | "cast" | "confirmed cast" | "fanout" | "notification";

/** What is to become of a request if nothing happens: its caller may have less time than its method, or give it up. */
export type Plan = "done" | "expire" | "abort";

/** A client begins a request. */
export interface Began {
  readonly type: "began";
  readonly id: string;
  readonly kind: Kind;
  readonly plan: Plan;
  /** The server it is for, if it is for one of them. */
  readonly server?: string | undefined;
  readonly at: number;
  /** When it must have ended; a notification at RabbitMQ may take as long as it likes. */
  readonly deadline?: number | undefined;
  /** ms that its method takes. */
  readonly work: number;
}

/** A client hears how a request ended. */
export interface Ended {
  readonly type: "ended";
  readonly id: string;
  readonly at: number;
  /** {@link DONE}, {@link ABORTED}, the code of an error, or what nobody foresaw. */
  readonly outcome: string;
  /** False when the error says that the request has not run and will not. */
  readonly mayHaveRun: boolean;
  /** What the error says, for who reads this. */
  readonly text?: string | undefined;
}

/** A server begins to run a request, or handles a notification. */
export interface Ran {
  readonly type: "ran";
  readonly id: string;
  readonly at: number;
}

/** A server serves. */
export interface Ready {
  readonly type: "ready";
  readonly at: number;
}

/** The event loop of a process did not turn. */
export interface Starved {
  readonly type: "starved";
  readonly at: number;
  readonly to: number;
  /** ms that the process computed in that time: it was busy, or the machine was. */
  readonly computed: number;
}

/** What a process holds while nothing is under way. */
export interface Sample {
  readonly type: "sample";
  readonly at: number;
  /** Bytes, after a garbage collection. */
  readonly heap: number;
  /** How many there are of each thing that may not become more. */
  readonly counts: Readonly<Record<string, number>>;
}

/** A line of the log that says error. */
export interface Logged {
  readonly type: "logged";
  readonly at: number;
  readonly message: string;
}

export type Entry = Began | Ended | Ran | Ready | Starved | Sample | Logged;

/** What one process wrote down. */
export interface Written {
  readonly name: string;
  readonly pid: number;
  readonly entries: readonly Entry[];
}

/** A fault, from its beginning until all must have recovered from it. */
export interface FaultWindow {
  readonly kind: string;
  readonly from: number;
  /** When its cause is gone. */
  readonly over: number;
  readonly to: number;
  /** The clients and servers that may notice. */
  readonly touches: "all" | readonly string[];
  /** It ends connections of servers: RabbitMQ delivers again what it has not heard to be taken. */
  readonly redelivers: boolean;
  /** It ends a server: what that had taken and not run is lost. */
  readonly loses: boolean;
}

export interface History {
  readonly processes: readonly Written[];
  readonly windows: readonly FaultWindow[];
}

export const DONE = "done";
export const ABORTED = "aborted";

/** ms on the monotonic clock of the machine, which is the same in all of its processes. */
export function machineNow(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** The file of a process. */
export function fileOf(folder: string, name: string, pid: number): string {
  return join(folder, `${name}.${pid}.jsonl`);
}

function isLog(file: string): boolean {
  return file.endsWith(".jsonl");
}

/** What all processes have written into a folder. */
export function readProcesses(folder: string): Written[] {
  return readdirSync(folder, "utf8")
    .filter(isLog)
    .map((file) => {
      const [name = "", pid] = file.split(".");
      const lines = readFileSync(join(folder, file), "utf8").trimEnd().split("\n");
      const entries = lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Entry);
      return { name, pid: Number(pid), entries };
    });
}
