import { getOrInsert } from "../collections/get-or-insert.js";
import type { Configuration } from "../config/configuration.js";
import { osloMetrics } from "../config/groups/metrics.js";
import type { Instrumentation, Operation, OperationObserver } from "../instruments/instrumentation.js";
import { MADE_UP, RequestCache } from "../instruments/request-cache.js";
import type { Request } from "../instruments/request-facts.js";
import { errorType, OTHER } from "../instruments/request-facts.js";
import type { Logger } from "../log/logger.js";
import { DatagramSender } from "./datagram-sender.js";

/** The senders of this process: programs with many transports need one helper. */
const senders = new Map<string, DatagramSender>();

/**
 * The instrumentation that tells oslo.metrics of each request, as `[oslo_messaging_metrics]` has it (`oslo_messaging._metrics`);
 * undefined unless `metrics_enabled` is true.
 */
export function osloMetricsOf(configuration: Configuration, log: Logger): Instrumentation | undefined {
  if (!configuration.get(osloMetrics.enabled)) return undefined;
  const path = configuration.get(osloMetrics.socketFile);
  const sender = getOrInsert(senders, path, () => {
    const limit = configuration.get(osloMetrics.bufferSize);
    const patience = configuration.get(osloMetrics.threadStopTimeout);
    return new DatagramSender({ path, limit, patience, log });
  });
  return new OsloMetrics(sender, configuration.get(osloMetrics.processName));
}

/** Writes an event of a request for one of its figures. */
type Emit = (figure: string, action: "inc" | "observe", value: number | null, exception?: string) => void;

class OsloMetrics implements Instrumentation {
  readonly #emits: RequestCache<Emit>;

  constructor(sender: DatagramSender, process: string) {
    this.#emits = new RequestCache(
      (request) => (isMadeUp(request) ? MADE_UP : request.method),
      (request) => emitOf(request, process, sender),
    );
  }

  started(operation: Operation): OperationObserver | undefined {
    if (operation.type !== "send-request" && operation.type !== "handle-request") return undefined;
    const emit = this.#emits.of(operation);
    const begun = performance.now();
    emit("invocation_start_total", "inc", null);
    return {
      ended: (result, error) => {
        if (result !== "ok") emit("exception_total", "inc", null, errorType(error, result));
        emit("processing_seconds", "observe", (performance.now() - begun) / 1000);
        emit("invocation_end_total", "inc", null);
      },
    };
  }
}

function emitOf(request: Request, process: string, sender: DatagramSender): Emit {
  const side = request.type === "send-request" ? "rpc_client" : "rpc_server";
  const labels = { ...labelsOf(request), process };
  const text = JSON.stringify(labels);
  return (figure, action, value, exception) => {
    const own = exception === undefined ? text : JSON.stringify({ ...labels, exception });
    sender.send(
      `{"module":"oslo_messaging","name":"${side}_${figure}","action":{"value":${value},"action":"${action}"},"labels":${own}}`,
    );
  };
}

/** The labels of oslo.metrics: those of a target are null where it leaves them open, as Python's are None. */
function labelsOf(request: Request): Readonly<Record<string, unknown>> {
  const { target } = request;
  const isOther = isMadeUp(request);
  const common = {
    exchange: target.exchange ?? null,
    topic: target.topic,
    server: target.server ?? null,
    namespace: isOther ? OTHER : (request.namespace ?? null),
    version: isOther ? OTHER : (request.version ?? null),
    method: isOther ? OTHER : request.method,
  };
  if (request.type === "handle-request") return { ...common, endpoint: request.service ?? null };
  return {
    ...common,
    call_type: request.kind,
    fanout: target.fanout ?? null,
    timeout: request.timeout ?? null,
  };
}

/** A peer may send any number of methods. */
function isMadeUp({ type, isKnown }: Request): boolean {
  return type === "handle-request" && !isKnown;
}
