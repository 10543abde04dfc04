import type { Configuration } from "../../config/configuration.js";
import { amqp } from "../../config/groups/amqp.js";
import { defaults } from "../../config/groups/default.js";
import type { Target } from "../../messaging/target.js";

/** The AMQP addresses of targets, as oslo.messaging's AMQP 1.0 driver forms them. */
export interface Addressing {
  /** Where a request for the target goes. Fanout wins over a server's name. */
  rpcAddress(target: Target): string;
  /** Where notifications of a topic, which ends in their severity, go. They have no exchange of their own. */
  notificationAddress(topic: string): string;
}

/** Peers that know of no other addresses than legacy ones. */
const LEGACY_PRODUCT = "qpid-cpp";

/**
 * Chooses the form of the addresses by the configuration, or by what the peer says it is.
 *
 * @param product the `product` property of the peer's `open`, "" when it has none
 */
export function chooseAddressing(
  configuration: Configuration,
  virtualHost: string | undefined,
  product: string,
): Addressing {
  const mode = configuration.get(amqp.addressingMode);
  const isLegacy =
    mode === "legacy" || (mode === "dynamic" && (product || LEGACY_PRODUCT) === LEGACY_PRODUCT);
  const vhost = configuration.get(amqp.pseudoVhost) ? virtualHost : undefined;
  return isLegacy ? legacyAddressing(configuration, vhost) : routableAddressing(configuration, vhost);
}

function legacyAddressing(configuration: Configuration, vhost: string | undefined): Addressing {
  const serverPrefix = configuration.get(amqp.serverRequestPrefix);
  const broadcastPrefix = configuration.get(amqp.broadcastPrefix);
  const groupPrefix = configuration.get(amqp.groupRequestPrefix);
  const defaultExchange = configuration.get(defaults.controlExchange);
  return {
    rpcAddress: ({ exchange, topic, server, fanout }) => {
      const place = [vhost, exchange || defaultExchange, topic];
      if (fanout) return concat(".", [broadcastPrefix, ...place, "all"]);
      return server ? concat(".", [serverPrefix, ...place, server]) : concat(".", [groupPrefix, ...place]);
    },
    notificationAddress: (topic) => concat(".", [groupPrefix, vhost, defaultExchange, topic]),
  };
}

function routableAddressing(configuration: Configuration, vhost: string | undefined): Addressing {
  const prefix = configuration.get(amqp.rpcAddressPrefix);
  const notifyPrefix = configuration.get(amqp.notifyAddressPrefix);
  const unicast = configuration.get(amqp.unicastAddress);
  const multicast = configuration.get(amqp.multicastAddress);
  const anycast = configuration.get(amqp.anycastAddress);
  const defaultExchange =
    configuration.get(amqp.defaultRpcExchange) || configuration.get(defaults.controlExchange);
  const notificationExchange =
    configuration.get(amqp.defaultNotificationExchange) || configuration.get(defaults.controlExchange);
  return {
    rpcAddress: ({ exchange, topic, server, fanout }) => {
      const place = [vhost, exchange || defaultExchange, topic];
      if (fanout) return concat("/", [prefix, multicast, ...place]);
      return server
        ? concat("/", [prefix, unicast, ...place, server])
        : concat("/", [prefix, anycast, ...place]);
    },
    notificationAddress: (topic) => concat("/", [notifyPrefix, anycast, vhost, notificationExchange, topic]),
  };
}

/** Empty parts are skipped and nothing is escaped. */
function concat(separator: string, parts: readonly (string | undefined)[]): string {
  return parts.filter(Boolean).join(separator);
}
