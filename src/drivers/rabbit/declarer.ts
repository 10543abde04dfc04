import type { AmqpValue } from "../../amqp/request-message.js";
import { exchangePath, queuePath } from "./addresses.js";
import type { Exchange, Queue } from "./topology.js";

/** Sends a request to the management node, and waits for its answer. */
export type ManagementRequest = (
  verb: "PUT" | "POST" | "DELETE",
  path: string,
  body: AmqpValue,
) => Promise<void>;

/** Declares what somebody needs, as long as it is needed: afterwards every request fails, and none is sent. */
export class Declarer {
  readonly #request: ManagementRequest;

  constructor(request: ManagementRequest) {
    this.#request = request;
  }

  /** @throws {ManagementError} it exists with other properties, or the user may not. @throws {AmqpError} */
  declareExchange({ name, type, durable, autoDelete }: Exchange): Promise<void> {
    const body = { type, durable, auto_delete: autoDelete, internal: false, arguments: {} };
    return this.#request("PUT", exchangePath(name), body);
  }

  /** @throws {ManagementError} it exists with other properties, or the user may not. @throws {AmqpError} */
  declareQueue(queue: Queue): Promise<void> {
    const { name, durable, exclusive, autoDelete } = queue;
    const body = { durable, exclusive, auto_delete: autoDelete, arguments: queue.arguments };
    return this.#request("PUT", queuePath(name), body);
  }

  /** @throws {ManagementError} one of the two is not there, or the user may not. @throws {AmqpError} */
  bind(queue: string, exchange: string, key: string): Promise<void> {
    const body = { source: exchange, destination_queue: queue, binding_key: key, arguments: {} };
    return this.#request("POST", "/bindings", body);
  }
}
