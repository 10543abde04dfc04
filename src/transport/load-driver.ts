import type { Configuration } from "../config/configuration.js";
import { optionGroups } from "../config/options.js";
import { Amqp1Driver } from "../drivers/amqp1/driver.js";
import type { Driver, DriverSettings } from "../drivers/driver.js";
import { FakeDriver } from "../drivers/fake/driver.js";
import { RabbitDriver } from "../drivers/rabbit/driver.js";
import { DriverLoadFailure } from "../errors/setup-errors.js";
import type { Logger } from "../log/logger.js";
import type { TransportUrl } from "../messaging/transport-url.js";

type DriverClass = new (
  url: TransportUrl,
  configuration: Configuration,
  logger: Logger,
  settings: DriverSettings,
) => Driver;

const drivers: ReadonlyMap<string, DriverClass> = new Map<string, DriverClass>([
  ["amqp", Amqp1Driver],
  ["rabbit", RabbitDriver],
  ["fake", FakeDriver],
]);

/**
 * Makes the driver a URL names, with the options of the URL's query over the configuration.
 *
 * @throws {DriverLoadFailure} there is no such driver.
 * @throws {ConfigurationError} the query has an unknown option or a bad value.
 */
export function loadDriver(
  url: TransportUrl,
  configuration: Configuration,
  logger: Logger,
  settings: DriverSettings = {},
): { driver: Driver; configuration: Configuration } {
  const DriverOf = drivers.get(url.driver);
  if (DriverOf === undefined) {
    const names = [...drivers.keys()].map((name) => `${name}://`).join(", ");
    throw new DriverLoadFailure(url.driver, `the drivers are ${names}`);
  }
  const group = optionGroups.find(({ driver }) => driver === url.driver);
  const effective = configuration.withQuery(group?.name ?? url.driver, url.query);
  return { driver: new DriverOf(url, effective, logger, settings), configuration: effective };
}
