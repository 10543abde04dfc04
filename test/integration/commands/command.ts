import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { programWords } from "../../support/node-words.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** What a command printed and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command of this repository, run from source. */
export class RunningCommand {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #exit: Promise<number | null>;
  #stdout = "";
  #stderr = "";
  #onLine: () => void = () => {};

  constructor(
    file: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    cwd: string = root,
  ) {
    this.#child = spawn(process.execPath, [...programWords(file), ...args], {
      cwd,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#exit = once(this.#child, "close").then(([code]) => code as number | null);
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      this.#stderr += chunk.toString();
    });
    if (this.#child.stdout === null) throw new Error("no stdout");
    createInterface(this.#child.stdout).on("line", (line) => {
      this.#stdout += `${line}\n`;
      this.#lines.push(line);
      this.#onLine();
    });
  }

  /** The next line of stdout; fails when the command ends first. */
  async line(): Promise<string> {
    const found = this.#lines.shift();
    if (found !== undefined) return found;
    const more = new Promise<void>((resolve) => {
      this.#onLine = resolve;
    });
    await Promise.race([more, this.#exit]);
    const next = this.#lines.shift();
    if (next === undefined) throw new Error(`the command ended without another line: ${this.#stderr}`);
    return next;
  }

  /** The first line of stderr that matches; fails when the command ends without one. */
  async errorLine(pattern: RegExp): Promise<string> {
    const { stderr } = this.#child;
    let ended = false;
    void this.#exit.then(() => {
      ended = true;
    });
    while (stderr !== null) {
      const line = this.#stderr.split("\n").find((text) => pattern.test(text));
      if (line !== undefined) return line;
      if (ended) break;
      await Promise.race([once(stderr, "data"), this.#exit]);
    }
    throw new Error(`the command ended without ${pattern}: ${this.#stderr}`);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Sends SIGTERM and waits for the end. */
  async stop(): Promise<Ended> {
    this.#child.kill("SIGTERM");
    return this.end();
  }

  /** Waits for the end. */
  async end(): Promise<Ended> {
    const code = await this.#exit;
    return { code, stdout: this.#stdout, stderr: this.#stderr };
  }
}

/** Starts `oslo-rpc` with the words of a command line. */
export function osloRpc(...words: readonly string[]): RunningCommand {
  return new RunningCommand("src/cli/main.ts", words);
}

/** Starts `oslo-gen` with the words of a command line. */
export function osloGen(...words: readonly string[]): RunningCommand {
  return new RunningCommand("generator/cli.ts", words);
}

/** Starts one of the sandbox's programs. */
export function sandbox(
  name: "start" | "my-server" | "my-client",
  ...words: readonly string[]
): RunningCommand {
  return new RunningCommand(`examples/sandbox/${name}.ts`, words);
}
