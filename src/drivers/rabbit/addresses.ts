/** AMQP 1.0 addresses of RabbitMQ 4 ("address version 2"): names are percent-encoded, each as one segment. */

/** Consumes from a queue, or publishes to it through the default exchange. */
export function queueAddress(queue: string): string {
  return `/queues/${segment(queue)}`;
}

/** The queue that an address of the broker's names. */
export function queueOf(address: string): string {
  return decodeURIComponent(address.replace(/^\/queues\//, ""));
}

/** Publishes to an exchange; without a key, with the empty one. */
export function exchangeAddress(exchange: string, key = ""): string {
  const address = `/exchanges/${segment(exchange)}`;
  return key === "" ? address : `${address}/${segment(key)}`;
}

/** Names that need no encoding, as nearly all are: to ask is cheaper, once a message, than to encode. */
const PLAIN = /^[\w.~-]*$/;

function segment(name: string): string {
  return PLAIN.test(name) ? name : encodeURIComponent(name);
}

/** Path of an exchange at the management node. */
export function exchangePath(exchange: string): string {
  return `/exchanges/${encodeURIComponent(exchange)}`;
}

/** Path of a queue at the management node. */
export function queuePath(queue: string): string {
  return `/queues/${encodeURIComponent(queue)}`;
}

/** Path and query of the bindings between a queue and an exchange with a key. */
export function bindingQuery(queue: string, exchange: string, key: string): string {
  const [src, dstq, name] = [exchange, queue, key].map(encodeURIComponent);
  return `/bindings?src=${src}&dstq=${dstq}&key=${name}`;
}
