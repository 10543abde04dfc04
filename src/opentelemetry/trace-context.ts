import { createTraceState, isSpanContextValid, type SpanContext, TraceFlags } from "@opentelemetry/api";
import { isJsonObject } from "../json/json-object.js";
import type { ContextFields } from "../messaging/request-context.js";

/** Version, trace id, span id and flags; only later versions may say more (W3C Trace Context, 3.2). Ids of zeros are none. */
const TRACEPARENT =
  /^(?!ff|00.{54})[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$/;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Members of `trace_info` as osprofiler has them: with any other one its services fail the call. */
export interface TraceInfo {
  /** A secret, which travels in clear: never to be shown. */
  readonly hmac_key: string;
  readonly base_id: string;
  readonly parent_id: string;
}

/** The span that sent a message, by the `traceparent` of its context, or else by the `trace_info` of osprofiler. */
export function remoteSpan(fields: ContextFields): SpanContext | undefined {
  return w3cSpan(fields) ?? osprofilerSpan(traceInfoOf(fields));
}

function w3cSpan(fields: ContextFields): SpanContext | undefined {
  if (!Object.hasOwn(fields, "traceparent")) return undefined;
  const { traceparent, tracestate } = fields;
  if (typeof traceparent !== "string" || !TRACEPARENT.test(traceparent)) return undefined;
  const span: SpanContext = {
    traceId: traceparent.slice(3, 35),
    spanId: traceparent.slice(36, 52),
    // Python sets bits beside that for sampling, which an exporter may not know.
    traceFlags: Number.parseInt(traceparent.charAt(54), 16) & 1,
    isRemote: true,
  };
  if (typeof tracestate === "string" && tracestate !== "") span.traceState = createTraceState(tracestate);
  return span;
}

/** Ids as osprofiler's own OTLP driver shortens them: of a UUID of a span the last 64 bits. */
function osprofilerSpan(info: TraceInfo | undefined): SpanContext | undefined {
  if (info === undefined) return undefined;
  const traceId = info.base_id.replaceAll("-", "").toLowerCase();
  const spanId = info.parent_id.replaceAll("-", "").slice(16).toLowerCase();
  const span = { traceId, spanId, traceFlags: 1, isRemote: true };
  return isSpanContextValid(span) ? span : undefined;
}

/** The part of a context that osprofiler has put there; undefined when it is not whole. */
export function traceInfoOf(fields: ContextFields): TraceInfo | undefined {
  if (!Object.hasOwn(fields, "trace_info")) return undefined;
  const info = fields.trace_info;
  if (!isJsonObject(info)) return undefined;
  const { hmac_key, base_id, parent_id } = info;
  return typeof hmac_key === "string" && isUuid(base_id) && isUuid(parent_id)
    ? { hmac_key, base_id, parent_id }
    : undefined;
}

function isUuid(value: unknown): value is string {
  return typeof value === "string" && UUID.test(value);
}

/**
 * Members that make a span the sender of a message, as oslo.messaging 18.3 writes them.
 *
 * @param former the context that they are put into: what it says of another span must not stay
 * @param info osprofiler's, whose services then have this span as the parent of theirs
 */
export function writtenSpan(
  { traceId, spanId, traceFlags, traceState }: SpanContext,
  former: ContextFields,
  info: TraceInfo | undefined,
): ContextFields {
  const flags = traceFlags === TraceFlags.SAMPLED ? "-01" : `-${traceFlags.toString(16).padStart(2, "0")}`;
  const fields: Record<string, unknown> = { traceparent: `00-${traceId}-${spanId}${flags}` };
  const tracestate = traceState?.serialize();
  if (tracestate) fields.tracestate = tracestate;
  else if (former.tracestate !== undefined) fields.tracestate = undefined;
  if (info !== undefined) fields.trace_info = { ...info, parent_id: uuidOf(spanId) };
  return fields;
}

/** A UUID whose last 64 bits are the span's id. */
function uuidOf(spanId: string): string {
  return `00000000-0000-4000-${spanId.slice(0, 4)}-${spanId.slice(4)}`;
}
