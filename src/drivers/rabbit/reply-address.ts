/** The beginning of the names of queues that clients declare for their replies, here and in Python. */
const DECLARED = "reply_";
/** The same of those that RabbitMQ makes for one link of a client: of direct reply-to, and of a dynamic source. */
const MADE = ["amq.rabbitmq.reply-to.", "amq.dyn-"];

/**
 * True for the name of a queue that is for replies: a peer must not make a server write to another service's queue.
 * What begins with `amq.` nobody can declare.
 */
export function isReplyQueue(name: string): boolean {
  return name.isWellFormed() && (name.startsWith(DECLARED) || isMadeQueue(name));
}

/** True for one that RabbitMQ made: it ends with its link, and never comes back. */
export function isMadeQueue(name: string): boolean {
  return MADE.some((prefix) => name.startsWith(prefix));
}
