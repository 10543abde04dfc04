import {
  ANSWER_MS,
  type Line,
  type PeerOptions,
  PythonProcess,
  type PythonSpan,
  peerArguments,
} from "./python-process.js";

/** What `RPCClient.prepare` takes, the request context, and the modules of exceptions to rebuild. */
export interface PythonRequest {
  readonly topic?: string;
  readonly exchange?: string;
  readonly namespace?: string | null;
  readonly version?: string | null;
  readonly server?: string;
  readonly fanout?: boolean;
  /** Seconds. */
  readonly timeout?: number;
  readonly version_cap?: string;
  readonly retry?: number;
  /** Seconds. */
  readonly call_monitor_timeout?: number;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly allowed_remote_exmods?: readonly string[];
}

/** An exception as the Python program saw it. */
export interface PythonFailure {
  /** Name of its class. */
  readonly class: string;
  readonly module: string;
  /** Names of the classes it is an instance of. */
  readonly bases: readonly string[];
  readonly message: string;
  readonly args: readonly unknown[];
  /** Of a RemoteError. */
  readonly exc_type?: string;
  readonly value?: string;
  readonly traceback?: readonly string[];
  readonly kwargs?: Readonly<Record<string, unknown>>;
}

/** A request of the Python client ended with an exception. */
export class PythonError extends Error {
  readonly failure: PythonFailure;

  constructor(failure: PythonFailure) {
    super(`${failure.module}.${failure.class}: ${failure.message}`);
    this.name = "PythonError";
    this.failure = failure;
  }
}

/** A client on the real oslo.messaging; its requests run at the same time. */
export class PythonClient {
  readonly #process: PythonProcess;
  #lastId = 0;

  private constructor(started: PythonProcess) {
    this.#process = started;
  }

  static async start(options: PeerOptions): Promise<PythonClient> {
    return new PythonClient(await PythonProcess.start("client.py", peerArguments(options), options.python));
  }

  /** @throws {PythonError} the call raised an exception in the Python program. */
  call(
    method: string,
    args: Readonly<Record<string, unknown>> = {},
    request: PythonRequest = {},
  ): Promise<unknown> {
    return this.#send("call", method, args, request);
  }

  /** @throws {PythonError} the cast raised an exception in the Python program. */
  async cast(
    method: string,
    args: Readonly<Record<string, unknown>> = {},
    request: PythonRequest = {},
  ): Promise<void> {
    await this.#send("cast", method, args, request);
  }

  /** The exception a call ends with. */
  async failure(
    method: string,
    args: Readonly<Record<string, unknown>> = {},
    request: PythonRequest = {},
  ): Promise<PythonFailure> {
    try {
      await this.call(method, args, request);
    } catch (error) {
      if (error instanceof PythonError) return error.failure;
      throw error;
    }
    throw new Error(`the call of ${method} succeeded`);
  }

  /** The next span of that name that ends. */
  span(name: string): Promise<PythonSpan> {
    return this.#process.span(name);
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }

  async #send(
    op: "call" | "cast",
    method: string,
    args: Readonly<Record<string, unknown>>,
    request: PythonRequest,
  ): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#process.write({ ...request, id, op, method, args });
    const answer: Line = await this.#process.lines.next((line) => line.id === id, ANSWER_MS);
    if (answer.error !== undefined) throw new PythonError(answer.error as PythonFailure);
    return answer.result;
  }
}
