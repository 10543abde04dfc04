import type { Declarer } from "./declarer.js";
import { ManagementError } from "./management-error.js";
import type { Exchange, Queue, Topology } from "./topology.js";

const BIND_ATTEMPTS = 5;

/** An exchange that a queue gets messages of. */
export interface Binding {
  readonly exchange: Exchange;
  readonly key: string;
  /** The exchange is others', and is not declared: it must be there, or is left out as long as it is not. */
  readonly use?: "as it is" | "if there";
}

/** A queue, and what it gets its messages through. */
export interface Declaration {
  readonly queue: Queue;
  readonly bindings: readonly Binding[];
}

/** A queue bound to topic exchanges, by the exchanges' names and keys. */
export function topicDeclaration(
  topology: Topology,
  queue: string,
  bindings: readonly { readonly exchange: string; readonly key: string }[],
): Declaration {
  return {
    queue: topology.topicQueue(queue),
    bindings: bindings.map(({ exchange, key }) => ({ exchange: topology.topicExchange(exchange), key })),
  };
}

/**
 * Declares what is not there, which changes nothing of what is.
 *
 * @throws {ManagementError} something is there with other properties, or the user may not.
 * @throws {AmqpError}
 */
export async function declare(declarer: Declarer, { queue, bindings }: Declaration): Promise<void> {
  if (bindings.length === 0) await declarer.declareQueue(queue);
  for (const binding of bindings) await bind(declarer, queue, binding);
}

/** The bindings that are not there, as after their exchange was deleted; one line each. @throws as {@link declare} */
export async function findMissing(
  declarer: Declarer,
  { queue, bindings }: Declaration,
): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const { exchange, key, use } of bindings) {
    if (use === "if there") continue;
    if (await declarer.isBound(queue.name, exchange.name, key)) continue;
    missing.push(`queue ${queue.name} is not bound to exchange ${exchange.name} with key ${key} any more`);
  }
  return missing;
}

async function bind(declarer: Declarer, queue: Queue, { exchange, key, use }: Binding): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    if (use === undefined) await declarer.declareExchange(exchange);
    await declarer.declareQueue(queue);
    try {
      await declarer.bind(queue.name, exchange.name, key);
      return;
    } catch (error) {
      // An auto-delete exchange goes with its last binding, which may have gone since it was declared.
      const isMissing = error instanceof ManagementError && error.isMissing;
      if (isMissing && use === "if there") return;
      if (!isMissing || use !== undefined || attempt === BIND_ATTEMPTS) throw error;
    }
  }
}
