import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { freePort } from "../../../support/free-port.js";
import { programWords } from "../../../support/node-words.js";

/** Beside this file. */
const ROUTER = "test/integration/faults/support/router-program.ts";

/** A program of the tests in a process of its own, ended with the test. */
export class Program {
  readonly #child: ChildProcess;
  readonly #waiting: { readonly line: RegExp; readonly found: (match: RegExpMatchArray) => void }[] = [];
  readonly #exit: Promise<number | NodeJS.Signals>;

  /**
   * Resolves when it has printed a line like that.
   *
   * @param script its path from the root
   */
  static async start(
    test: TestContext,
    script: string,
    args: readonly (string | number)[],
    ready: RegExp,
    onLine: (line: string) => void = () => {},
  ): Promise<{ program: Program; match: RegExpMatchArray }> {
    const program = new Program(script, args.map(String), onLine);
    test.after(() => program.kill());
    return { program, match: await program.printed(ready) };
  }

  private constructor(script: string, args: readonly string[], onLine: (line: string) => void) {
    this.#child = spawn(process.execPath, [...programWords(script), ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#exit = once(this.#child, "exit").then(([code, signal]) => code ?? signal);
    if (this.#child.stdout === null) throw new Error("no stdout");
    createInterface(this.#child.stdout).on("line", (line) => {
      onLine(line);
      for (const waiter of [...this.#waiting]) {
        const match = line.match(waiter.line);
        if (match === null) continue;
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        waiter.found(match);
      }
    });
  }

  /** Its exit code, or the signal that ended it, once it has ended. */
  get ended(): Promise<number | NodeJS.Signals> {
    return this.#exit;
  }

  /** Resolves when it prints a line like that from now on; rejects when it ends instead. */
  async printed(line: RegExp): Promise<RegExpMatchArray> {
    const printed = new Promise<RegExpMatchArray>((found) => this.#waiting.push({ line, found }));
    const ended = this.#exit.then((end) => {
      throw new Error(`${this.#child.spawnargs.at(1)} ended with ${end} before it printed ${line}`);
    });
    return await Promise.race([printed, ended]);
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.signal("SIGKILL");
    await this.#exit;
  }
}

/** A router in a process of its own, on a port that stays free when it ends. */
export async function startRouterProcess(
  test: TestContext,
  again?: number,
): Promise<{ router: Program; port: number; url: string }> {
  const port = again ?? (await freePort());
  const { program } = await Program.start(test, ROUTER, [port], /^listening$/);
  return { router: program, port, url: `amqp://127.0.0.1:${port}` };
}
