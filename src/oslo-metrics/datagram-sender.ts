import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { Logger } from "../log/logger.js";
import { HELPER_PROGRAM } from "./helper-program.js";

/** Where datagrams go, and on what terms. */
export interface DatagramSettings {
  /** The Unix socket. */
  readonly path: string;
  /** Lines that may wait to be sent. */
  readonly limit: number;
  /** Seconds without a success after which the helper ends, until there is more to send. */
  readonly patience: number;
  readonly log: Logger;
}

/** Something that is wrong with the figures as a whole. */
type Complaint = "dropped" | "unsent";

type Helper = ChildProcessByStdio<Writable, null, Readable>;

/**
 * Sends lines as datagrams to a Unix socket, by a helper process that is started when there is something to send. Lines that
 * find no room are dropped: figures never hold a program up.
 */
export class DatagramSender {
  readonly #settings: DatagramSettings;
  #helper: Helper | undefined;
  #waiting = 0;
  #isBroken = false;
  /** Complaints that were logged: what fails for one figure fails for all. */
  readonly #said = new Set<Complaint>();

  constructor(settings: DatagramSettings) {
    this.#settings = settings;
  }

  send(line: string): void {
    if (this.#isBroken) return;
    const { limit, path, log } = this.#settings;
    if (this.#waiting >= limit) {
      if (this.#isFirst("dropped")) {
        log.warn({ path, waiting: limit }, "Figures for oslo.metrics are dropped: too many wait to be sent");
      }
      return;
    }
    this.#helper ??= this.#start();
    this.#waiting += 1;
    this.#helper.stdin.write(`${line}\n`, () => {
      this.#waiting -= 1;
    });
  }

  #start(): Helper {
    const { path, patience, log } = this.#settings;
    const helper = spawn("python3", ["-c", HELPER_PROGRAM, path, String(patience)], {
      stdio: ["pipe", "ignore", "pipe"],
    });
    const gone = () => {
      if (this.#helper === helper) this.#helper = undefined;
    };
    helper.on("error", (err) => {
      this.#isBroken = true;
      log.error({ err, path }, "python3 cannot be started: no figures are sent to oslo.metrics");
    });
    helper.on("exit", gone);
    // It has ended by itself: there is a new one for the next line.
    helper.stdin.on("error", gone);
    helper.stderr.setEncoding("utf8").on("data", (reason: string) => {
      if (!this.#isFirst("unsent")) return;
      log.warn({ path, reason: reason.trim() }, "Figures cannot be sent to oslo.metrics");
    });
    // It keeps nobody from ending: the helper sends what it has and ends as well.
    helper.unref();
    for (const stream of [helper.stdin, helper.stderr]) {
      if ("unref" in stream && typeof stream.unref === "function") stream.unref();
    }
    return helper;
  }

  #isFirst(complaint: Complaint): boolean {
    if (this.#said.has(complaint)) return false;
    this.#said.add(complaint);
    return true;
  }
}
