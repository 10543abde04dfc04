import type { OperationResult } from "../instruments/instrumentation.js";
import type { RequestSeries } from "../instruments/request-series.js";
import type { Families } from "./families.js";
import type { Durations, Figure } from "./series.js";

/** The figures of requests, as the tally has them: those that were there before are begun anew. */
export function showRequests(families: Families, tally: Iterable<RequestSeries>, process: string): void {
  const { sending, handling, waits } = families;
  const client = [
    families.clientStarts,
    families.clientEnds,
    families.clientSeconds,
    families.clientExceptions,
  ];
  const server = [
    families.serverStarts,
    families.serverEnds,
    families.serverSeconds,
    families.serverExceptions,
  ];
  for (const family of [...client, ...server, families.sent, sending, families.handled, handling, waits]) {
    family.reset();
  }
  for (const series of tally) {
    if (series.facts.type === "send-request") showSent(families, series, process);
    else showHandled(families, series, process);
  }
}

function showSent(families: Families, series: RequestSeries, process: string): void {
  const { facts, begun, ended } = series;
  const { kind, method, target, transport, timeout, namespace = "", version = "" } = facts;
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
  families.clientStarts.of(labels).value += begun;
  families.clientEnds.of(labels).value += ended;
  families.sending.of(request).value += begun - ended;
  showEnds(series, {
    seconds: families.clientSeconds.of(labels),
    resultOf: (result) => families.sent.of({ ...request, result }),
    exceptionOf: (exception) => families.clientExceptions.of({ ...labels, exception }),
  });
}

function showHandled(families: Families, series: RequestSeries, process: string): void {
  const { facts, begun, ended, waits } = series;
  const { kind, method, target, transport, service = "", namespace = "", version = "" } = facts;
  const { topic = "", exchange = transport.exchange, server = "" } = target;
  const labels = { exchange, topic, server, endpoint: service, namespace, version, method, process };
  const request = { kind, topic, method };
  families.serverStarts.of(labels).value += begun;
  families.serverEnds.of(labels).value += ended;
  families.handling.of(request).value += begun - ended;
  const waited = families.waits.of({ topic });
  waited.addNone(begun - (waits?.count ?? 0));
  if (waits !== undefined) waited.addAll(waits);
  showEnds(series, {
    seconds: families.serverSeconds.of(labels),
    resultOf: (result) => families.handled.of({ ...request, result }),
    exceptionOf: (exception) => families.serverExceptions.of({ ...labels, exception }),
  });
}

/** The places of the requests of a series that have ended. */
interface Ends {
  readonly seconds: Durations;
  readonly resultOf: (result: OperationResult) => Figure;
  readonly exceptionOf: (exception: string) => Figure;
}

function showEnds({ succeeded, failures }: RequestSeries, { seconds, resultOf, exceptionOf }: Ends): void {
  seconds.addAll(succeeded);
  if (succeeded.count > 0) resultOf("ok").value += succeeded.count;
  for (const { result, exception, durations } of failures) {
    seconds.addAll(durations);
    resultOf(result).value += durations.count;
    exceptionOf(exception).value += durations.count;
  }
}
