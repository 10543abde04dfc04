import {
  constants,
  createWriteStream,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  openSync,
  type WriteStream,
} from "node:fs";
import { finished } from "node:stream/promises";
import { stringifyJson } from "../json/json.js";
import type { TrafficLine } from "../tap/traffic.js";
import { CommandFailure } from "../terminal/command-failure.js";
import { UsageError } from "../terminal/usage-error.js";
import { LineOutput } from "./line-output.js";

/** Characters that may wait for a disk that is too slow. */
const MOST_WAITING = 64 * 1024 * 1024;

export interface RecordingOptions {
  readonly file: string;
  /** A file that is there is written over. */
  readonly force: boolean;
  /** The first line. */
  readonly head: string;
  /** Gets what makes the file one that cannot be written. */
  readonly fail: (error: unknown) => void;
}

/** The file of a record while it is written. It is not touched before it is opened. */
export class Recording {
  readonly #options: RecordingOptions;
  readonly #counts = new Map<TrafficLine["type"], number>();
  #opened: { readonly stream: WriteStream; readonly output: LineOutput } | undefined;

  constructor(options: RecordingOptions) {
    this.#options = options;
  }

  /** Harmless when it is open. @throws {UsageError} the file is there, or cannot be written. */
  open(): void {
    this.#output();
  }

  /** @throws {UsageError} as `open` does. */
  write(line: TrafficLine): void {
    this.#counts.set(line.type, (this.#counts.get(line.type) ?? 0) + 1);
    this.#output().write(stringifyJson(line));
  }

  /**
   * Writes what waits, and tells how much it was; undefined when the file was never opened.
   *
   * @throws {CommandFailure} the file cannot be written.
   */
  async end(): Promise<string | undefined> {
    if (this.#opened === undefined) return undefined;
    const { stream, output } = this.#opened;
    output.end();
    stream.end();
    try {
      await finished(stream);
    } catch (error) {
      throw this.#failure(error);
    }
    const list = [...this.#counts].map(([type, count]) => `${count} ${type}`).join(", ");
    return `${this.#options.file} has ${list || "no messages"}`;
  }

  #output(): LineOutput {
    if (this.#opened !== undefined) return this.#opened.output;
    const { file, force, head, fail } = this.#options;
    const stream = createWriteStream(file, { fd: openPrivately(file, force) });
    stream.on("error", (error) => fail(this.#failure(error)));
    const missed = (count: number) =>
      stringifyJson({ type: "missed", time: new Date().toISOString(), count });
    const output = new LineOutput(stream, missed, MOST_WAITING);
    this.#opened = { stream, output };
    output.write(head);
    return output;
  }

  #failure(error: unknown): CommandFailure {
    return new CommandFailure(`${this.#options.file} cannot be written: ${(error as Error).message}`);
  }
}

/** Others are not to read what may hold secrets; what is there is gone only when that is sure. */
function openPrivately(file: string, force: boolean): number {
  const { O_WRONLY, O_CREAT, O_EXCL } = constants;
  try {
    const descriptor = openSync(file, O_WRONLY | O_CREAT | (force ? 0 : O_EXCL), 0o600);
    // The rights of a device or a pipe are none of ours.
    if (!fstatSync(descriptor).isFile()) return descriptor;
    fchmodSync(descriptor, 0o600);
    ftruncateSync(descriptor);
    return descriptor;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === "EEXIST" ? `${file} is there already; --force writes over it` : `${file}: ${message}`,
    );
  }
}
