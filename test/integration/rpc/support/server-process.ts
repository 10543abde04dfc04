import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { programWords } from "../../../support/node-words.js";

const PROGRAM = "test/integration/rpc/support/thing-server-program.ts";

/** A server in a process of its own, ended with the test. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  #heard: () => void = () => {};
  #closed = false;

  /** Resolves when it serves. */
  static async start(test: TestContext, ...args: readonly (string | number)[]): Promise<ServerProcess> {
    const server = new ServerProcess(args.map(String));
    test.after(() => server.kill());
    await server.said("ready");
    return server;
  }

  constructor(args: readonly string[]) {
    this.#child = spawn(process.execPath, [...programWords(PROGRAM), ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const { stdout } = this.#child;
    if (stdout === null) throw new Error("no stdout");
    createInterface(stdout).on("line", (line) => {
      this.#lines.push(line);
      this.#heard();
    });
    this.#child.once("close", () => {
      this.#closed = true;
      this.#heard();
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resolves when it has printed the line so many times. */
  async said(line: string, times = 1): Promise<void> {
    while (this.#lines.filter((heard) => heard === line).length < times) {
      if (this.#closed)
        throw new Error(`the server ended without saying "${line}": ${this.#lines.join(" / ")}`);
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Resolves with its exit code, or the signal that ended it. */
  async ended(): Promise<number | string | null> {
    if (!this.#closed) await once(this.#child, "close");
    return this.#child.exitCode ?? this.#child.signalCode;
  }

  async kill(): Promise<void> {
    if (this.#closed) return;
    this.signal("SIGKILL");
    await this.ended();
  }
}
