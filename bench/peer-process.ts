import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A JSON object as a measured program writes it. */
export type Line = Readonly<Record<string, unknown>>;

const START_MS = 30_000;
const ANSWER_MS = 120_000;
const STOP_MS = 3_000;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A measured program: see `peers/peer-program.ts` for what it speaks. */
export class PeerProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #name: string;
  readonly #waiting = new Map<unknown, Waiting>();
  #lastId = 0;
  #ready: Line = {};
  #stderr = "";

  private constructor(name: string, command: string, args: readonly string[]) {
    this.#name = name;
    this.#child = spawn(command, args, { env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" } });
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-4_000);
    });
    this.#child.stdin.on("error", () => {});
    this.#child.on("error", (error) => this.#end(error));
    this.#child.on("exit", (code, signal) => {
      this.#end(new Error(`${name} ended (${signal ?? code}) ${this.#stderr.trim().split("\n").at(-1)}`));
    });
    createInterface({ input: this.#child.stdout }).on("line", (line) => this.#read(JSON.parse(line) as Line));
  }

  /** Starts a program that speaks the bench's protocol, and waits until it is ready. */
  static async start(name: string, command: string, args: readonly string[]): Promise<PeerProcess> {
    const peer = new PeerProcess(name, command, args);
    try {
      peer.#ready = (await peer.#answer("ready", START_MS)) as Line;
    } catch (error) {
      await peer.stop();
      throw error;
    }
    return peer;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Where the program listens. */
  get url(): string {
    return String(this.#ready.url);
  }

  /** Runs an operation of the program. */
  request(op: string, fields: Line = {}): Promise<unknown> {
    this.#lastId += 1;
    const answer = this.#answer(this.#lastId, ANSWER_MS);
    this.#child.stdin.write(`${JSON.stringify({ id: this.#lastId, op, ...fields })}\n`);
    return answer;
  }

  /** Ends the program, hard if it does not listen. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined)
      return;
    const exited = once(this.#child, "exit");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), STOP_MS);
    this.#child.stdin.end();
    await exited;
    clearTimeout(timer);
  }

  async #answer(id: unknown, ms: number): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        const late = () => reject(new Error(`${this.#name} says nothing for ${ms / 1000} s ${this.#stderr}`));
        timer = setTimeout(late, ms);
      });
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  #read(line: Line): void {
    const waiting = this.#waiting.get(line.event ?? line.id);
    if (line.event !== undefined) waiting?.resolve(line);
    else if (line.error === undefined) waiting?.resolve(line.result);
    else waiting?.reject(new Error(`${this.#name}: ${String(line.error)}`));
  }

  #end(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
  }
}
