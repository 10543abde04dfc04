import { notifications } from "../../config/groups/notifications.js";
import { didYouMean } from "../../errors/did-you-mean.js";
import { ConfigurationError } from "../../errors/setup-errors.js";
import type { NotificationTransport } from "../../transport/notification-transport.js";
import { LogDriver } from "./log.js";
import { MessagingDriver } from "./messaging.js";
import { noopDriver } from "./noop.js";
import type { NotifierDriver } from "./notifier-driver.js";
import { RoutingDriver } from "./routing.js";
import { readRoutingRules } from "./routing-rules.js";
import { testDriver } from "./test.js";

type MakeDriver = (transport: NotificationTransport, topics: readonly string[]) => NotifierDriver;

const drivers: ReadonlyMap<string, MakeDriver> = new Map<string, MakeDriver>([
  ["messaging", (transport, topics) => new MessagingDriver(transport, topics, false)],
  ["messagingv2", (transport, topics) => new MessagingDriver(transport, topics, true)],
  ["routing", (transport, topics) => makeRoutingDriver(transport, topics)],
  ["log", (transport) => new LogDriver(transport.logger)],
  ["test", () => testDriver],
  ["noop", () => noopDriver],
]);

/**
 * Makes a notifier's driver by its name.
 *
 * @throws {ConfigurationError} there is none of that name, or the file of the routing driver is wrong.
 */
export function makeNotifierDriver(
  name: string,
  transport: NotificationTransport,
  topics: readonly string[],
): NotifierDriver {
  const make = drivers.get(name);
  if (make !== undefined) return make(transport, topics);
  throw new ConfigurationError(`There is ${noDriver(name)}`);
}

function noDriver(name: string): string {
  const names = [...drivers.keys()];
  return `no notification driver ${JSON.stringify(name)}; the drivers are ${names.join(", ")}${didYouMean(name, names)}`;
}

function makeRoutingDriver(transport: NotificationTransport, topics: readonly string[]): NotifierDriver {
  const file = transport.configuration.get(notifications.routingConfig);
  const rules = file === "" ? [] : readRoutingRules(file);
  const makeDriver = (name: string) => {
    if (name === "routing") {
      throw new ConfigurationError(`routing_config: ${file} routes to the routing driver itself`);
    }
    if (!drivers.has(name))
      throw new ConfigurationError(`routing_config: ${file}: there is ${noDriver(name)}`);
    return makeNotifierDriver(name, transport, topics);
  };
  return new RoutingDriver(rules, makeDriver, transport.logger);
}
