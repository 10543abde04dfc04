import {
  ANSWER_MS,
  type PeerOptions,
  PythonProcess,
  type PythonSpan,
  peerArguments,
} from "./python-process.js";

/** A method that began at the Python server. */
export interface Called {
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly context: Readonly<Record<string, unknown>>;
}

/** The sandbox service on the real oslo.messaging; `peers/endpoints.py` has its methods. */
export class PythonServer {
  readonly #process: PythonProcess;

  private constructor(started: PythonProcess) {
    this.#process = started;
  }

  /** Resolves when the server's links are attached. */
  static async start(options: PeerOptions & { readonly server?: string }): Promise<PythonServer> {
    return new PythonServer(await PythonProcess.start("server.py", peerArguments(options), options.python));
  }

  /** The next call of the method, among those that were made and those to come. */
  async called(method: string): Promise<Called> {
    const line = await this.#process.lines.next(isCallOf(method), ANSWER_MS);
    return line as unknown as Called;
  }

  /** Calls of the method that have been seen and not awaited. */
  calls(method: string): Called[] {
    return this.#process.lines.take(isCallOf(method)) as unknown as Called[];
  }

  /** The next span of that name that ends. */
  span(name: string): Promise<PythonSpan> {
    return this.#process.span(name);
  }

  signal(name: NodeJS.Signals): void {
    this.#process.signal(name);
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}

function isCallOf(method: string): (line: Readonly<Record<string, unknown>>) => boolean {
  return (line) => line.event === "called" && line.method === method;
}
