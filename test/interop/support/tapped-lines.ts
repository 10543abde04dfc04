import type { RpcTransport, Target } from "../../../src/index.js";
import { maskingSecrets } from "../../../src/tap/secrets.js";
import type { TrafficLine } from "../../../src/tap/traffic.js";
import { TrafficReader } from "../../../src/tap/traffic-reader.js";
import { until } from "../../integration/amqp/harness.js";

/** The lines that `oslo-rpc tap` makes of what goes to a target, and what it says that it cannot see. */
export class TappedLines {
  readonly lines: TrafficLine[] = [];
  readonly unseen: string[] = [];
  readonly stop: () => Promise<void>;
  readonly #ready: Promise<void>;

  private constructor(transport: RpcTransport, target: Target) {
    const reader = new TrafficReader({
      filter: {},
      secrets: maskingSecrets(),
      show: (line) => this.lines.push(line),
      blind: ({ what }) => this.unseen.push(what),
    });
    const tap = transport.tap([target], reader);
    this.#ready = tap.ready;
    this.stop = () => tap.stop();
  }

  /** Resolves when it sees what comes. */
  static async of(transport: RpcTransport, target: Target): Promise<TappedLines> {
    const made = new TappedLines(transport, target);
    await made.#ready;
    return made;
  }

  /** The lines so far, when there are so many. */
  async atLeast(count: number): Promise<readonly TrafficLine[]> {
    await until(() => this.lines.length >= count);
    return this.lines;
  }
}
