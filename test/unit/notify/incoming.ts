import type { IncomingNotification } from "../../../src/drivers/driver.js";

/** A notification of a peer, with some of its fields as a test wants them. */
export function incoming(
  fields: Readonly<Record<string, unknown>> = {},
  context: Readonly<Record<string, unknown>> = {},
): IncomingNotification {
  const message = {
    message_id: "id-1",
    publisher_id: "compute.host1",
    event_type: "thing.created",
    priority: "INFO",
    payload: { state: "active" },
    timestamp: "2026-01-02 03:04:05.000006",
    ...fields,
  };
  const redelivery = { id: undefined, earlier: 0, returnsLeft: undefined };
  return {
    context,
    message,
    redelivery,
    acknowledge() {},
    onWithdrawn() {},
    setAside: () => true,
    requeue() {},
  };
}
