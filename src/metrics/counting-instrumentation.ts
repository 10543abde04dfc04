import type { MetricFamily } from "../http/prometheus-text.js";
import type {
  Instrumentation,
  InstrumentationEvent,
  Operation,
  OperationObserver,
} from "../instruments/instrumentation.js";
import type { RequestFacts, RequestRecorder } from "../instruments/request-facts.js";
import { type RequestTally, TALLY } from "../instruments/request-tally.js";
import { healthFamilies, type ObservedPart } from "./health-families.js";
import { MessageMetrics, type MessageMetricsOptions } from "./message-metrics.js";

/** Leads to what is counted: a symbol, for classes that extend these give their own members what names they like. */
export const COUNTED: unique symbol = Symbol("counted");

/** All that is counted, as it is now. */
interface Counted {
  readonly families: MetricFamily[];
  /** The requests as they are counted. */
  readonly requests: RequestTally;
}

/**
 * Counts all that passes transports, for whoever shows it: what the metrics of `oslo-rpc/prometheus` and
 * `oslo-rpc/opentelemetry` have in common.
 *
 * @example
 * ```ts
 * function watchedTransport(metrics: CountingInstrumentation): RpcTransport {
 *   const counted = getRpcTransport({ url: "rabbit://127.0.0.1", instrumentation: metrics });
 *   metrics.observe("rpc", counted);
 *   return counted;
 * }
 * ```
 */
export abstract class CountingInstrumentation implements Instrumentation {
  readonly #messages: MessageMetrics;
  readonly #parts = new Map<string, ObservedPart>();

  /** @internal */
  protected constructor(
    options: MessageMetricsOptions,
    recorderOf?: (facts: RequestFacts) => RequestRecorder,
  ) {
    this.#messages = new MessageMetrics(options, recorderOf);
  }

  /** @internal Undefined in a class whose `started` chooses what is counted. */
  get [TALLY](): RequestTally | undefined {
    return this.started === CountingInstrumentation.prototype.started ? this.#messages.tally : undefined;
  }

  /** Counts an operation. Clients and servers count requests by themselves, without a call of this. */
  started(operation: Operation): OperationObserver {
    return this.#messages.started(operation);
  }

  /** Counts an event. */
  happened(event: InstrumentationEvent): void {
    this.#messages.happened(event);
  }

  /**
   * Shows the health of a server, a listener or a transport, and of a server how many methods run, wait and may still
   * begin, with the name as the label or attribute `part`.
   */
  observe(name: string, part: ObservedPart): void {
    this.#parts.set(name, part);
  }

  /** @internal */
  protected [COUNTED](): Counted {
    const families = [...this.#messages.snapshot(), ...healthFamilies(this.#parts)];
    return { families, requests: this.#messages.tally };
  }
}
