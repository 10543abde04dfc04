import { createRequire } from "node:module";
import type Rhea from "rhea";
import type { ConnectionOptions, Container } from "rhea";
import { peerLimits } from "../codec/peer-limits.js";
import type { RheaConnection } from "./rhea-members.js";
import type { OpenOptions, SourceFilter } from "./terms.js";

/** The options that rhea asks for once a connection is made. */
export const lasting = {
  reconnect: false,
  disable_sasl: true,
  receiver_options: { autoaccept: false, credit_window: 0 },
  sender_options: { autosettle: false, treat_modified_as_released: false },
};

let shared: Container | undefined;

/**
 * Shared by all connections: each has its own id. rhea is loaded with the first of them: that takes a quarter of what
 * importing the library would, and programs import it that only check, call over `fake://` or print their help.
 */
function container(): Container {
  if (shared === undefined) {
    const rhea = createRequire(import.meta.url)("rhea") as typeof Rhea;
    shared = rhea.create_container({ id: "oslo-rpc" });
  }
  return shared;
}

/** A connection that has no socket yet. */
export function createConnection(options: OpenOptions): RheaConnection {
  const { maxFrameSize, maxSessions } = peerLimits(options.limits);
  return container().create_connection({
    container_id: options.containerId,
    hostname: options.hostname,
    max_frame_size: maxFrameSize,
    channel_max: maxSessions - 1,
    idle_time_out: options.idleTimeOut,
    properties: options.properties,
    offered_capabilities: options.offeredCapabilities,
    id: options.containerId,
    ...lasting,
  } as unknown as ConnectionOptions) as unknown as RheaConnection;
}

/** The filter set of a source (AMQP 1.0, part 3.5.8). */
export function filterSet({ name, value }: SourceFilter): object {
  const { types } = container();
  const typed = typeof value === "number" ? types.wrap_ulong(value) : types.wrap_string(value);
  return { [name]: types.wrap_described(typed, name) };
}
