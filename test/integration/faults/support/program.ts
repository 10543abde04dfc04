import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { programWords } from "../../../support/node-words.js";

const FOLDER = "test/integration/faults/support";

/** A script of this folder in a process of its own, ended with the test. */
export class Program {
  readonly #child: ChildProcess;
  readonly #waiting: { readonly line: RegExp; readonly found: (match: RegExpMatchArray) => void }[] = [];

  /** Resolves when it has printed a line like that. */
  static async start(
    test: TestContext,
    script: string,
    args: readonly (string | number)[],
    ready: RegExp,
    onLine: (line: string) => void = () => {},
  ): Promise<{ program: Program; match: RegExpMatchArray }> {
    const program = new Program(script, args.map(String), onLine);
    test.after(() => program.kill());
    const match = await new Promise<RegExpMatchArray>((found, failed) => {
      program.#waiting.push({ line: ready, found });
      program.#child.once("exit", (code) => failed(new Error(`${script} ended with ${code}`)));
    });
    return { program, match };
  }

  private constructor(script: string, args: readonly string[], onLine: (line: string) => void) {
    this.#child = spawn(process.execPath, [...programWords(`${FOLDER}/${script}`), ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
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

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.signal("SIGKILL");
    await once(this.#child, "exit");
  }
}

/** A router in a process of its own; 0 for any free port. */
export async function startRouterProcess(
  test: TestContext,
  port = 0,
): Promise<{ router: Program; port: number; url: string }> {
  const { program, match } = await Program.start(test, "router-program.ts", [port], /^listening (\d+)$/);
  return { router: program, port: Number(match[1]), url: `amqp://127.0.0.1:${match[1]}` };
}
