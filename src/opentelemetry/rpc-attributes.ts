import type { Attributes } from "@opentelemetry/api";
import type { InstrumentedTransport } from "../instruments/instrumentation.js";
import { OTHER, type RequestFacts } from "../instruments/request-facts.js";

const DEFAULT_PORT = 5672;

/** The attributes that the conventions for RPC ask of spans and metrics alike. @param method its full name */
export function rpcAttributes(method: string, transport: InstrumentedTransport): Attributes {
  return { "rpc.system.name": "oslo_messaging", "rpc.method": method, ...addressAttributes(transport) };
}

/** The address of the peer; none where there is no wire. */
export function addressAttributes({ driver, host, port = DEFAULT_PORT }: InstrumentedTransport): Attributes {
  return host && driver !== "fake" ? { "server.address": host, "server.port": port } : {};
}

/** The attributes of the durations of requests that are alike. */
export function requestAttributes({ isKnown, service, target, method, transport }: RequestFacts): Attributes {
  return rpcAttributes(isKnown ? `${service ?? target.topic}/${method}` : OTHER, transport);
}

/** Those of requests that have failed. @param type the class of the error */
export function failedAttributes(attributes: Attributes, result: string, type: string): Attributes {
  return { ...attributes, "rpc.response.status_code": result, "error.type": type };
}
