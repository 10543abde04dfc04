import type { LiveConnection } from "../../amqp/client/live-connection.js";
import type { Addressing } from "./addressing.js";

/** The other side of one open connection, once replies can come. Everything in it goes with the connection. */
export interface Amqp1Peer {
  readonly live: LiveConnection;
  readonly addressing: Addressing;
  /** Where the peer puts replies to this client's calls. */
  readonly replyAddress: string;
}
