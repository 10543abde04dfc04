import type { Configuration } from "../config/configuration.js";
import { amqp } from "../config/groups/amqp.js";
import { defaults } from "../config/groups/default.js";

/** The exchange of a service, as its definition has it. */
export interface ServiceExchange {
  /** Whatever is configured. */
  readonly exchange?: string | undefined;
  /** Where nothing is. */
  readonly controlExchange?: string | undefined;
}

/**
 * The exchange of a service's target; undefined for the one that is configured. So does
 * `oslo_messaging.set_transport_defaults`, which gives `control_exchange` another default.
 *
 * @param driver that of the transport: `amqp` has an option for exchanges of its own
 */
export function serviceExchange(
  { exchange, controlExchange }: ServiceExchange,
  configuration: Configuration,
  driver: string,
): string | undefined {
  if (exchange !== undefined || controlExchange === undefined) return exchange;
  const isConfigured =
    configuration.source(defaults.controlExchange).kind !== "default" ||
    (driver === "amqp" && Boolean(configuration.get(amqp.defaultRpcExchange)));
  return isConfigured ? undefined : controlExchange;
}
