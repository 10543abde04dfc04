import { type ChildProcess, fork } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { programWords } from "../../support/node-words.js";

/** A program of these tests in a process of its own, which talks to this one in messages `{ kind, … }`. */
export class TalkingProgram {
  readonly #child: ChildProcess;
  // Each who waits for a message of its own listens for errors too.
  readonly #events = new EventEmitter().setMaxListeners(0);
  readonly #exit: Promise<number | NodeJS.Signals>;
  #said = "";

  /** Resolves when it says `ready`. */
  static async start<Ready>(
    file: string,
    args: readonly string[] = [],
  ): Promise<{ program: TalkingProgram; ready: Ready }> {
    const program = new TalkingProgram(file, args);
    return { program, ready: await program.heard<Ready>("ready") };
  }

  private constructor(file: string, args: readonly string[]) {
    const words = programWords(`test/hostile/handshake/${file}`);
    this.#child = fork(words.at(-1) as string, args, {
      execArgv: words.slice(0, -1),
      stdio: ["ignore", "inherit", "pipe", "ipc"],
    });
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      this.#said += chunk.toString();
    });
    this.#exit = once(this.#child, "exit").then(([code, signal]) => code ?? signal);
    this.#child.on("message", (message: { kind: string }) => this.#events.emit(message.kind, message));
  }

  /** Rejects when the program ends, with what it said last. */
  get alive(): Promise<never> {
    return this.#exit.then((end) => {
      throw new Error(`the program ended with ${end}: ${this.#said.trim().slice(-500)}`);
    });
  }

  /** What the work comes to, or, when it fails because the program has ended, why it has. */
  async whileAlive<T>(work: Promise<T>): Promise<T> {
    // The sockets of a process that is killed are closed before anybody hears of its end.
    const failed = work.catch(async (error: unknown) => {
      await Promise.race([this.alive, new Promise((resolve) => setTimeout(resolve, 1_000))]);
      throw error;
    });
    return await Promise.race([this.alive, failed]);
  }

  on<T>(kind: string, listen: (message: T) => void): void {
    this.#events.on(kind, listen);
  }

  async heard<T>(kind: string): Promise<T> {
    return await Promise.race([once(this.#events, kind).then(([message]) => message as T), this.alive]);
  }

  async ask<T>(kind: string): Promise<T> {
    const answer = this.heard<T>(kind);
    this.send({ kind });
    return await answer;
  }

  send(message: object): void {
    this.#child.send(message, () => {});
  }

  /** Its exit code, or the signal that ended it, after SIGTERM. */
  async stop(): Promise<number | NodeJS.Signals> {
    this.#child.kill("SIGTERM");
    return await this.#exit;
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}
