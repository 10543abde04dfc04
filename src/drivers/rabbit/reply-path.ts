import type { AmqpError } from "../../amqp/codec/amqp-error.js";
import type { RabbitPeer } from "./peer.js";

/** The way on which the replies to the calls of a transport come. */
export interface ReplyPath {
  /** The queue that servers send them to. */
  readonly name: string;
  /** Calls that may be under way, on this path and on those it may change to; undefined: any number. */
  readonly mostCalls?: number;
  /** Resolves when replies can come over a new connection. @throws {ManagementError} @throws {AmqpError} */
  attach(peer: RabbitPeer): Promise<void>;
  /** The connection is gone. */
  lost(error: AmqpError): void;
  close(): void;
}
