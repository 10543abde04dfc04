import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseJson, stringifyJson } from "../../../src/json/json.js";
import { type PeerVersions, recordPeer } from "../../support/compatibility.js";
import { LIGHT_PYTHON, pythonProgram } from "../../support/python.js";
import { EventLog } from "./event-log.js";

/** One line of a peer's output. */
export type Line = Readonly<Record<string, unknown>>;

/** A span that has ended. */
export interface PythonSpan {
  readonly name: string;
  readonly kind: string;
  readonly trace: string;
  readonly id: string;
  readonly parent: string | null;
}

/** Where the peer stands; its other arguments are named after the programs' own. */
export interface PeerOptions {
  readonly url: string;
  readonly topic?: string;
  readonly exchange?: string;
  readonly namespace?: string;
  readonly version?: string;
  /** `option=value` of `[oslo_messaging_amqp]`, or `group.option=value`. */
  readonly set?: readonly string[];
  /** A configuration file, as the program sees it. */
  readonly configFile?: string;
  /** Debian's own when left out. */
  readonly python?: PythonLauncher;
}

/** Program and arguments that run a script of the folder `peers`; the script's own arguments follow. */
export type PythonLauncher = (
  peers: string,
  script: string,
) => readonly [program: string, ...args: readonly string[]];

const ownPython: PythonLauncher = (peers, script) => [pythonProgram(), `${peers}${script}`];

const PEERS = fileURLToPath(new URL("../peers/", import.meta.url));
/** Long enough for Python to start on a machine that runs other tests too. */
const START_MS = 120_000;
const STOP_MS = 5_000;
/** Characters at the end of a peer's standard error that are shown when a test failed. */
const SHOWN = 8_000;
/** A peer that reports nothing for so long will not any more. */
export const ANSWER_MS = 90_000;

const atFailure: (() => void)[] = [];
// The process of a test file exits with 1 when a test in it failed.
process.once("exit", (code) => {
  if (code !== 0) for (const show of atFailure) show();
});

/** A program of `test/interop/peers`, which reads and writes one JSON value a line. */
export class PythonProcess {
  readonly lines = new EventLog<Line>();
  /** What it says it is, once it is ready. */
  versions: PeerVersions = {};
  readonly #name: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #exited: Promise<unknown>;
  #stderr = "";

  private constructor(name: string, args: readonly string[], python: PythonLauncher) {
    this.#name = name;
    const [program, ...before] = python(PEERS, name);
    this.#child = spawn(program, [...before, ...args], {
      env: {
        ...process.env,
        PYTHONDONTWRITEBYTECODE: "1",
        PYTHONUNBUFFERED: "1",
        // Of another Python it is not known what it imports.
        ...(python === ownPython && LIGHT_PYTHON),
      },
    });
    this.#exited = once(this.#child, "exit");
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr += text;
    });
    // What was sent to a peer that has gone is reported by its exit.
    this.#child.stdin.on("error", () => {});
    createInterface({ input: this.#child.stdout }).on("line", (line) => {
      this.lines.add(parseJson(line) as Line);
    });
    this.#child.on("close", (code, signal) => {
      this.lines.end(new Error(`${name} ended (${signal ?? code})\n${this.#stderr}`));
    });
    atFailure.push(() => {
      if (this.#stderr !== "") console.error(`--- stderr of ${name}\n${this.#stderr.slice(-SHOWN)}`);
    });
  }

  /** Starts the program and waits until it says that it is ready. */
  static async start(
    name: string,
    args: readonly string[],
    python: PythonLauncher = ownPython,
  ): Promise<PythonProcess> {
    const peer = new PythonProcess(name, args, python);
    try {
      const { versions } = await peer.lines.next((line) => line.event === "ready", START_MS);
      peer.versions = versions as PeerVersions;
      recordPeer(peer.versions);
    } catch (error) {
      await peer.stop();
      throw new Error(`${name} is not ready\n${peer.#stderr}`, { cause: error });
    }
    return peer;
  }

  /** The next span of that name that ends, of a program with `oslo_messaging_tracing.tracing_enabled`. */
  async span(name: string): Promise<PythonSpan> {
    const line = await this.lines.next((one) => one.event === "span" && one.name === name, ANSWER_MS);
    return line as unknown as PythonSpan;
  }

  write(value: unknown): void {
    this.#child.stdin.write(`${stringifyJson(value)}\n`);
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Ends the process, hard if it does not listen. */
  async stop(): Promise<void> {
    const deadline = setTimeout(() => this.#child.kill("SIGKILL"), STOP_MS);
    this.#child.kill("SIGTERM");
    await this.#exited;
    clearTimeout(deadline);
  }

  toString(): string {
    return `${this.#name} (${this.#child.pid})`;
  }
}

/** The programs' arguments for these options. */
export function peerArguments({
  set = [],
  configFile,
  python: _,
  ...named
}: PeerOptions & { readonly server?: string }): string[] {
  return [
    ...(configFile === undefined ? [] : ["--config-file", configFile]),
    ...Object.entries(named).flatMap(([name, value]) => [`--${name}`, value]),
    ...set.flatMap((override) => ["--set", override]),
  ];
}
