import type { Declarer } from "./declarer.js";
import { ManagementError } from "./management-error.js";
import type { Exchange, Queue, Topology } from "./topology.js";

const BIND_ATTEMPTS = 5;

/** A queue, and what it gets its messages through. */
export interface Declaration {
  readonly queue: Queue;
  readonly bindings: readonly { readonly exchange: Exchange; readonly key: string }[];
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
  for (const { exchange, key } of bindings) await bind(declarer, queue, exchange, key);
}

/** The bindings that are not there, as after their exchange was deleted; one line each. @throws as {@link declare} */
export async function findMissing(
  declarer: Declarer,
  { queue, bindings }: Declaration,
): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const { exchange, key } of bindings) {
    if (await declarer.isBound(queue.name, exchange.name, key)) continue;
    missing.push(`queue ${queue.name} is not bound to exchange ${exchange.name} with key ${key} any more`);
  }
  return missing;
}

async function bind(declarer: Declarer, queue: Queue, exchange: Exchange, key: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await declarer.declareExchange(exchange);
    await declarer.declareQueue(queue);
    try {
      await declarer.bind(queue.name, exchange.name, key);
      return;
    } catch (error) {
      // An auto-delete exchange goes with its last binding, which may have gone since it was declared.
      const isMissing = error instanceof ManagementError && /\bno (exchange|queue)\b/.test(error.message);
      if (!isMissing || attempt === BIND_ATTEMPTS) throw error;
    }
  }
}
