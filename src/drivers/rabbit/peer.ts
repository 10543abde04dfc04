import type { LiveConnection } from "../../amqp/client/live-connection.js";
import type { AmqpError } from "../../amqp/codec/amqp-error.js";
import type { Management } from "./management.js";

/** The broker at the other end of one open connection. Everything in it goes with the connection. */
export interface RabbitPeer {
  readonly live: LiveConnection;
  readonly management: Management;
  /** The version it says it is; zeros when it does not. */
  readonly version: readonly [major: number, minor: number];
  /** Ends the connection, so that the next host is tried. @param error what this one refuses */
  leave(error: AmqpError): void;
}

/** The version that the broker at the other end says it has; zeros when it says none. */
export function versionOf({ connection }: LiveConnection): RabbitPeer["version"] {
  const [major, minor] = String(connection.peer?.properties?.version ?? "").split(".");
  return [Number.parseInt(major ?? "", 10) || 0, Number.parseInt(minor ?? "", 10) || 0];
}
