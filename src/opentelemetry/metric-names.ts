import type { MetricFamily } from "../http/prometheus-text.js";
import { CONVENTION_BOUNDS, CONVENTION_WAIT_BOUNDS } from "../instruments/duration-bounds.js";

/** The durations that there are. */
export type DurationName = "client" | "server" | "queue";

/** Names, meanings and bounds in seconds of the durations: the former two are those of the conventions for RPC. */
export const DURATIONS: Readonly<
  Record<
    DurationName,
    { readonly name: string; readonly description: string; readonly bounds: readonly number[] }
  >
> = {
  client: {
    name: "rpc.client.call.duration",
    description: "Duration of calls and casts of clients.",
    bounds: CONVENTION_BOUNDS,
  },
  server: {
    name: "rpc.server.call.duration",
    description: "Duration of requests at servers.",
    bounds: CONVENTION_BOUNDS,
  },
  queue: {
    name: "oslo_rpc.server.queue",
    description: "Time that requests waited in the process for a method to end, of those that had to.",
    bounds: CONVENTION_WAIT_BOUNDS,
  },
};

/** The name of what is counted; undefined for what the conventions have a name for, or what is a duration. */
export function instrumentName({ name, type }: MetricFamily): string | undefined {
  const [, place] = /^oslo_rpc_(\w+?)(?:_total)?$/.exec(name) ?? [];
  if (place === undefined || type === "histogram") return undefined;
  return `oslo_rpc.${place.replace(/^(client|server|notifications)_/, "$1.")}`;
}
