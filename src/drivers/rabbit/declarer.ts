import type { AmqpValue } from "../../amqp/codec/amqp-value.js";
import type { IncomingMessage } from "../../amqp/codec/message.js";
import { bindingQuery, exchangePath, queuePath } from "./addresses.js";
import type { Exchange, Queue } from "./topology.js";

/** Sends a request to the management node, and waits for its answer, which it resolves with. */
export type ManagementRequest = (
  verb: "GET" | "PUT" | "POST" | "DELETE",
  path: string,
  body: AmqpValue,
) => Promise<IncomingMessage["body"]>;

/** Declares what somebody needs, as long as it is needed: afterwards every request fails, and none is sent. */
export class Declarer {
  readonly #request: ManagementRequest;

  constructor(request: ManagementRequest) {
    this.#request = request;
  }

  /** @throws {ManagementError} it exists with other properties, or the user may not. @throws {AmqpError} */
  async declareExchange({ name, type, durable, autoDelete }: Exchange): Promise<void> {
    const body = { type, durable, auto_delete: autoDelete, internal: false, arguments: {} };
    await this.#request("PUT", exchangePath(name), body);
  }

  /** @throws {ManagementError} it exists with other properties, or the user may not. @throws {AmqpError} */
  async declareQueue(queue: Queue): Promise<void> {
    const { name, durable, exclusive, autoDelete } = queue;
    const body = { durable, exclusive, auto_delete: autoDelete, arguments: queue.arguments };
    await this.#request("PUT", queuePath(name), body);
  }

  /** @throws {ManagementError} one of the two is not there, or the user may not. @throws {AmqpError} */
  async bind(queue: string, exchange: string, key: string): Promise<void> {
    const body = { source: exchange, destination_queue: queue, binding_key: key, arguments: {} };
    await this.#request("POST", "/bindings", body);
  }

  /** Whether there are queue, exchange and binding. @throws {ManagementError} the user may not. @throws {AmqpError} */
  async isBound(queue: string, exchange: string, key: string): Promise<boolean> {
    const found = await this.#request("GET", bindingQuery(queue, exchange, key), null);
    const isEmptyList = typeof found === "object" && found !== null && "items" in found && found.items === 0;
    return !isEmptyList;
  }
}
