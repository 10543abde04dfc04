import type { Logger } from "../log/logger.js";
import { type ContextFields, RequestContext } from "../messaging/request-context.js";
import type {
  Instrumentation,
  InstrumentationEvent,
  InstrumentedNotification,
  InstrumentedTransport,
  Operation,
} from "./instrumentation.js";
import { CountedRequest } from "./request-series.js";
import { type RequestTally, TALLY } from "./request-tally.js";
import { StartedOperation } from "./started-operation.js";

/** An event as whoever meets with it knows it. */
type EventFacts = InstrumentationEvent extends infer Each
  ? Each extends InstrumentationEvent
    ? Omit<Each, "transport">
    : never
  : never;

/**
 * All that watches a transport, or one of its users: tells each of it, and keeps its faults from the messages. There is
 * none where nobody watches, so that nothing is done for it.
 */
export class Instruments {
  readonly transport: InstrumentedTransport;
  /** Counts the requests. Of several who count the first one does; the others are told of each. */
  readonly tally: RequestTally | undefined;
  readonly #all: readonly Instrumentation[];
  /** Those who are told of requests. */
  readonly #observing: readonly Instrumentation[];
  readonly #log: Logger;
  /** Faults that were logged: what fails with every message is logged once. */
  readonly #faults = new Set<string>();

  constructor(all: readonly Instrumentation[], transport: InstrumentedTransport, log: Logger) {
    const counting = all.find((one) => one[TALLY] !== undefined);
    this.tally = counting?.[TALLY];
    this.#all = all;
    this.#observing = all.filter((one) => one !== counting && one.started !== undefined);
    this.transport = transport;
    this.#log = log;
  }

  /** These and others, which are told after them. */
  with(others: readonly Instrumentation[]): Instruments {
    return others.length === 0 ? this : new Instruments([...this.#all, ...others], this.transport, this.#log);
  }

  /** Logs what somebody who watches has thrown. */
  readonly fault = (err: unknown): void => {
    const cause = err instanceof Error ? `${err.name}: ${err.message}` : typeof err;
    if (this.#faults.has(cause) || this.#faults.size >= MAX_FAULTS) return;
    this.#faults.add(cause);
    this.#log.error({ err }, "An instrumentation failed, which is logged once");
  };

  /** True when somebody is told of the requests of a server, which counts them itself. */
  get observesRequests(): boolean {
    return this.#observing.length > 0;
  }

  /**
   * Undefined when nobody observes or counts the operation. A server counts its requests itself, in a part of the tally that
   * discovery reads as well.
   */
  started(operation: Operation): StartedOperation | undefined {
    switch (operation.type) {
      case "send-request": {
        const { tally } = this;
        const counted = tally && new StartedOperation(new CountedRequest(tally.of(operation)), this.fault);
        return this.#observing.length === 0 ? counted : this.#tell(this.#observing, operation, counted);
      }
      case "handle-request":
        return this.#tell(this.#observing, operation, undefined);
      default:
        return this.#tell(this.#all, operation, undefined);
    }
  }

  #tell(
    all: readonly Instrumentation[],
    operation: Operation,
    begun: StartedOperation | undefined,
  ): StartedOperation | undefined {
    let started = begun;
    for (const instrumentation of all) {
      try {
        const observer = instrumentation.started?.(operation);
        if (observer === undefined) continue;
        if (started === undefined) started = new StartedOperation(observer, this.fault);
        else started.add(observer);
      } catch (error) {
        this.fault(error);
      }
    }
    return started;
  }

  happened(facts: EventFacts): void {
    const event = { ...facts, transport: this.transport } as InstrumentationEvent;
    for (const instrumentation of this.#all) {
      try {
        instrumentation.happened?.(event);
      } catch (error) {
        this.fault(error);
      }
    }
  }
}

interface NotificationMembers {
  event_type: unknown;
  priority: unknown;
  publisher_id: unknown;
  message_id: unknown;
}

/** The facts that a notification tells of itself, which may be anything. */
export function instrumentedNotification(
  message: { readonly [Name in keyof NotificationMembers]?: unknown },
  context: ContextFields,
): InstrumentedNotification {
  return {
    context: new RequestContext(context),
    eventType: text(message.event_type),
    priority: text(message.priority)?.toLowerCase(),
    publisherId: text(message.publisher_id),
    messageId: text(message.message_id),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Different faults that are logged. */
const MAX_FAULTS = 32;
