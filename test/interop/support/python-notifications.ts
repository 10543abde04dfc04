import { ANSWER_MS, type Line, type PeerOptions, PythonProcess, peerArguments } from "./python-process.js";

/** A notification as the Python notifier is told to send it. */
export interface PythonNotification {
  readonly priority: string;
  readonly event_type: string;
  readonly payload: unknown;
  readonly context?: Readonly<Record<string, unknown>>;
}

/** A notifier on the real oslo.messaging. */
export class PythonNotifier {
  readonly #process: PythonProcess;
  #lastId = 0;

  private constructor(started: PythonProcess) {
    this.#process = started;
  }

  static async start({
    driver,
    ...options
  }: PeerOptions & { readonly driver: string }): Promise<PythonNotifier> {
    const args = [...peerArguments(options), "--driver", driver];
    return new PythonNotifier(await PythonProcess.start("notifier.py", args, options.python));
  }

  /** Resolves when the notifier is done; true when it logged no failure. */
  async notify(notification: PythonNotification): Promise<boolean> {
    const id = ++this.#lastId;
    this.#process.write({ id, ...notification });
    const answer = await this.#process.lines.next((line) => line.id === id, ANSWER_MS);
    return answer.sent === true;
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}

/** How a Python listener listens. */
export interface PythonListenerOptions extends PeerOptions {
  readonly allowRequeue?: boolean;
  readonly batchSize?: number;
  /** Seconds. */
  readonly batchTimeout?: number;
  /** The arguments of Python's NotificationFilter. */
  readonly filter?: Readonly<Record<string, unknown>>;
}

/** A notification listener on the real oslo.messaging. */
export class PythonListener {
  readonly #process: PythonProcess;

  private constructor(started: PythonProcess) {
    this.#process = started;
  }

  static async start(options: PythonListenerOptions): Promise<PythonListener> {
    const { allowRequeue, batchSize, batchTimeout, filter, ...peer } = options;
    const args = [
      ...peerArguments(peer),
      ...(allowRequeue ? ["--allow-requeue"] : []),
      ...(batchSize === undefined ? [] : ["--batch-size", String(batchSize)]),
      ...(batchTimeout === undefined ? [] : ["--batch-timeout", String(batchTimeout)]),
      ...(filter === undefined ? [] : ["--filter", JSON.stringify(filter)]),
    ];
    return new PythonListener(await PythonProcess.start("listener.py", args, options.python));
  }

  /** The next notification, among those that came and those to come. */
  received(): Promise<Line> {
    return this.#process.lines.next((line) => line.event === "received", ANSWER_MS);
  }

  /** The next batch, as its severity and its payloads. */
  async batch(): Promise<readonly [priority: unknown, payloads: readonly unknown[]]> {
    const { priority, messages } = await this.#process.lines.next(
      ({ event }) => event === "batch",
      ANSWER_MS,
    );
    return [priority, (messages as readonly Line[]).map(({ payload }) => payload)];
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}
