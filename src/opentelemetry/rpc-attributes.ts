import type { Attributes } from "@opentelemetry/api";
import { RemoteError } from "../errors/rpc-errors.js";
import type { InstrumentedTransport } from "../instruments/instrumentation.js";

/** The name of a method that no definition has: a peer may send any number of them. */
export const OTHER = "_OTHER";

const DEFAULT_PORT = 5672;

/** The attributes that the conventions for RPC ask of spans and metrics alike. @param method its full name */
export function rpcAttributes(method: string, transport: InstrumentedTransport): Attributes {
  return { "rpc.system.name": "oslo_messaging", "rpc.method": method, ...addressAttributes(transport) };
}

/** The address of the peer; none where there is no wire. */
export function addressAttributes({ driver, host, port = DEFAULT_PORT }: InstrumentedTransport): Attributes {
  return host && driver !== "fake" ? { "server.address": host, "server.port": port } : {};
}

/** The value of `error.type`: the class of an error, that of the server where it is one from there. */
export function errorType(error: unknown): string {
  if (error instanceof RemoteError) return error.excType;
  return error instanceof Error ? error.name : typeof error;
}
