import { PythonError, type PythonFailure } from "../../../interop/support/python-client.js";
import {
  ANSWER_MS,
  type Line,
  type PeerOptions,
  PythonProcess,
  peerArguments,
} from "../../../interop/support/python-process.js";
import { ARRIVAL_MS, type Failure, type Side } from "./side.js";

/** Seconds of a call. */
const TIMEOUT = 20;
const ALLOWED = ["peer_errors"];

/** Python's oslo.messaging in all roles: `peers/service.py`. */
export class PythonSide implements Side {
  readonly name: string;
  readonly #process: PythonProcess;
  readonly #patience: number;
  readonly #started = new Map<string, Promise<unknown>>();
  #lastId = 0;

  private constructor(name: string, started: PythonProcess, patience: number) {
    this.#patience = patience;
    this.name = name;
    this.#process = started;
  }

  /**
   * Resolves when the program runs, which has no connection yet.
   *
   * @param patience ms after which a server or listener that has not started is given up for good
   */
  static async start(
    options: PeerOptions & { readonly name: string },
    patience: number = ANSWER_MS,
  ): Promise<PythonSide> {
    const { python, ...named } = options;
    const started = await PythonProcess.start("service.py", peerArguments(named), python);
    return new PythonSide(options.name, started, patience);
  }

  /** Version of oslo.messaging. */
  get version(): string {
    return this.#process.versions["oslo.messaging"] ?? "";
  }

  async serve(topic: string): Promise<void> {
    await this.#once("serve", { topic, server: this.name });
  }

  echo(topic: string, value: unknown, server?: string): Promise<unknown> {
    return this.#ask("call", { topic, method: "echo", args: { value }, timeout: TIMEOUT, server });
  }

  async sink(topic: string, payload: string, { fanout } = { fanout: false }): Promise<void> {
    await this.#ask("cast", { topic, method: "sink", args: { payload }, fanout: fanout || undefined });
  }

  async sunk(topic: string, payload: string): Promise<void> {
    const wanted = (line: Line) =>
      line.event === "called" &&
      line.topic === topic &&
      (line.args as Readonly<Record<string, unknown>>).payload === payload;
    await this.#process.lines.next(wanted, ARRIVAL_MS);
  }

  async failure(topic: string, message: string): Promise<Failure> {
    const args = { message, retry_after: 3 };
    const options = { timeout: TIMEOUT, allowed_remote_exmods: ALLOWED };
    try {
      await this.#ask("call", { topic, method: "fail_allowed", args, ...options });
    } catch (error) {
      if (!(error instanceof PythonError)) throw error;
      const { class: name, args: values, kwargs = {} } = error.failure;
      // oslo.messaging adds the trace to the text, and a suffix to the class.
      if (!name.startsWith("NotReady")) throw error;
      return { name: "NotReady", message: String(values[0]).split("\n")[0] ?? "", kwargs };
    }
    throw new Error("the call succeeded");
  }

  async listen(topic: string): Promise<void> {
    await this.#once("listen", { topic });
  }

  async notify(topic: string, payload: string): Promise<void> {
    if ((await this.#ask("notify", { topic, payload })) !== true)
      throw new Error("the notifier logged a failure");
  }

  async notified(payload: string): Promise<void> {
    await this.#process.lines.next(
      (line) => line.event === "received" && line.payload === payload,
      ARRIVAL_MS,
    );
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }

  #once(op: string, fields: Line): Promise<unknown> {
    const what = `${op} ${fields.topic}`;
    const started = this.#started.get(what) ?? this.#ask(op, fields, this.#patience);
    this.#started.set(what, started);
    return started;
  }

  async #ask(op: string, fields: Line, milliseconds: number = ANSWER_MS): Promise<unknown> {
    const id = ++this.#lastId;
    this.#process.write({ ...fields, id, op });
    const answer = await this.#process.lines.next((line) => line.id === id, milliseconds);
    if (answer.error !== undefined) throw new PythonError(answer.error as PythonFailure);
    return answer.result;
  }
}
