import type { InstrumentedTransport } from "../instruments/instrumentation.js";

/** The peer of a transport, as labels. */
export function peerOf({ driver, host = "" }: InstrumentedTransport): {
  readonly driver: string;
  readonly host: string;
} {
  return { driver, host };
}
