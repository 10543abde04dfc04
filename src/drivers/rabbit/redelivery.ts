import type { RedeliveredMessage } from "../../amqp/codec/message.js";
import type { Redelivery } from "../driver.js";

/** Set on messages of quorum queues: so many deliveries count towards the queue's delivery limit. */
const COUNTED = "x-delivery-count";
/** Set there by RabbitMQ 4.3: how often it was delivered. Where it is, giving a message back is free of charge. */
const ACQUIRED = "x-acquired-count";

/**
 * RabbitMQ's word of earlier deliveries. A classic queue tells no number, and has no limit.
 *
 * @param id what names the message each time it comes
 * @param limit how often the queue delivers a message again, if it is a quorum queue; undefined is any number of times
 */
export function redeliveryOf(
  id: string | undefined,
  told: RedeliveredMessage | undefined,
  limit: number | undefined,
): Redelivery {
  if (told === undefined) return { id, earlier: 0, returnsLeft: undefined };
  const { deliveryCount, annotations } = told;
  const counted = annotations.get(COUNTED);
  const acquired = annotations.get(ACQUIRED);
  const isLimited = counted !== undefined && acquired === undefined && limit !== undefined;
  return {
    id,
    earlier: Math.max(1, deliveryCount, counted ?? 0, acquired ?? 0),
    returnsLeft: isLimited ? Math.max(0, limit - counted) : undefined,
  };
}
