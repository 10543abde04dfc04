import type {
  HandleRequestOperation,
  OperationResult,
  RequestOperation,
  SendRequestOperation,
} from "../instruments/instrumentation.js";
import type { Families } from "./families.js";
import { type Durations, type Figure, OTHER } from "./series.js";

/** Records the times of requests that have all labels in common somewhere else. */
export interface RequestRecorder {
  /** A request of a server begins. @param seconds that it waited for a method to end */
  waited(seconds: number): void;
  /** A request has ended, so many seconds after it began. */
  ended(seconds: number, result: OperationResult, error: unknown): void;
}

/** The figures of requests that have all labels in common. */
export interface RequestSeries {
  readonly recorder?: RequestRecorder | undefined;
  readonly starts: Figure;
  readonly ends: Figure;
  readonly seconds: Durations;
  readonly inFlight: Figure;
  readonly waits: Durations | undefined;
  /** By how they ended. */
  ended(result: OperationResult): Figure;
  /** By the class of an exception. */
  failed(exception: string): Figure;
}

/** The figures of requests of a client. */
export function clientSeries(
  families: Families,
  { kind, target, timeout, transport, ...operation }: SendRequestOperation,
  process: string,
): RequestSeries {
  const { method, namespace, version } = namesOf(operation);
  const { topic = "", exchange = transport.exchange, server = "", fanout = false } = target;
  const labels = {
    call_type: kind,
    exchange,
    topic,
    namespace,
    version,
    server,
    fanout: fanout ? "True" : "",
    process,
    method,
    timeout: timeout === undefined ? "" : String(timeout),
  };
  const request = { kind: fanout ? "fanout" : kind, topic, method };
  return {
    starts: families.clientStarts.of(labels),
    ends: families.clientEnds.of(labels),
    seconds: families.clientSeconds.of(labels),
    inFlight: families.sending.of(request),
    waits: undefined,
    ended: remembered((result) => families.sent.of({ ...request, result })),
    failed: remembered((exception) => families.clientExceptions.of({ ...labels, exception })),
  };
}

/** The figures of requests at a server. */
export function serverSeries(
  families: Families,
  { kind, target, transport, service = "", ...operation }: HandleRequestOperation,
  process: string,
): RequestSeries {
  const { method, namespace, version } = namesOf(operation);
  const { topic = "", exchange = transport.exchange, server = "" } = target;
  const labels = { exchange, topic, server, endpoint: service, namespace, version, method, process };
  const request = { kind, topic, method };
  return {
    starts: families.serverStarts.of(labels),
    ends: families.serverEnds.of(labels),
    seconds: families.serverSeconds.of(labels),
    inFlight: families.handling.of(request),
    waits: families.waits.of({ topic }),
    ended: remembered((result) => families.handled.of({ ...request, result })),
    failed: remembered((exception) => families.serverExceptions.of({ ...labels, exception })),
  };
}

/** Names as labels: those that a peer may make up are one. */
function namesOf({
  isKnown,
  method,
  namespace = "",
  version = "",
}: Pick<RequestOperation, "isKnown" | "method" | "namespace" | "version">) {
  return isKnown ? { method, namespace, version } : { method: OTHER, namespace: OTHER, version: OTHER };
}

function remembered<Key extends string>(find: (key: Key) => Figure): (key: Key) => Figure {
  const known = new Map<Key, Figure>();
  return (key) => {
    let figure = known.get(key);
    if (figure === undefined) {
      figure = find(key);
      known.set(key, figure);
    }
    return figure;
  };
}
