import type { LiveConnection } from "../../amqp/client/live-connection.js";
import type { Management } from "./management.js";

/** The broker at the other end of one open connection. Everything in it goes with the connection. */
export interface Peer {
  readonly live: LiveConnection;
  readonly management: Management;
}
