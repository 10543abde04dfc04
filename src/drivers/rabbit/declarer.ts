import type { AmqpValue } from "../../amqp/codec/amqp-value.js";
import type { IncomingMessage } from "../../amqp/codec/message.js";
import { bindingQuery, exchangePath, queuePath } from "./addresses.js";
import { ManagementError } from "./management-error.js";
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
  readonly #onTransient: (exchange: string) => void;

  /** @param onTransient told of an exchange that is used although it is not durable */
  constructor(request: ManagementRequest, onTransient: (exchange: string) => void) {
    this.#request = request;
    this.#onTransient = onTransient;
  }

  /**
   * Services of several projects may share a topic exchange: one that was declared without being durable is used as
   * it is, as oslo.messaging does.
   *
   * @throws {ManagementError} it exists with other properties, or the user may not. @throws {AmqpError}
   */
  async declareExchange(exchange: Exchange): Promise<void> {
    try {
      await this.#putExchange(exchange);
    } catch (error) {
      if (exchange.type !== "topic" || !exchange.durable || !isOfDurable(error)) throw error;
      await this.#putExchange({ ...exchange, durable: false });
      this.#onTransient(exchange.name);
    }
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

  /** Whether there is a queue of that name. @throws {ManagementError} @throws {AmqpError} */
  async hasQueue(name: string): Promise<boolean> {
    try {
      await this.#request("GET", queuePath(name), null);
      return true;
    } catch (error) {
      if (error instanceof ManagementError && error.status === 404) return false;
      throw error;
    }
  }

  async #putExchange({ name, type, durable, autoDelete }: Exchange): Promise<void> {
    const body = { type, durable, auto_delete: autoDelete, internal: false, arguments: {} };
    await this.#request("PUT", exchangePath(name), body);
  }
}

/** True when what is there differs in that it is durable, or is not. */
function isOfDurable(error: unknown): boolean {
  return error instanceof ManagementError && error.status === 409 && error.message.includes("'durable'");
}
