import type { Configuration } from "../config/configuration.js";
import type { Driver, DriverSettings } from "../drivers/driver.js";
import type { TransportHealth } from "../drivers/transport-health.js";
import { escapingLogger } from "../log/escaping-logger.js";
import type { Logger } from "../log/logger.js";
import { formatTransportUrl, type TransportUrl } from "../messaging/transport-url.js";
import { loadDriver } from "./load-driver.js";

/**
 * The common part of the transports of RPC and of notifications (`oslo_messaging.transport.Transport`).
 *
 * @example
 * ```ts
 * async function closeAll(transports: readonly Transport[]): Promise<void> {
 *   await Promise.all(transports.map((transport) => transport.close()));
 * }
 * ```
 */
export abstract class Transport {
  /** The options in force, those of the URL's query included. */
  readonly configuration: Configuration;
  /** The logger it was given, behind one that escapes control characters; without, one that writes warnings and errors to the standard error, each cause once. */
  readonly logger: Logger;
  /** @internal */
  protected readonly driver: Driver;
  readonly #url: TransportUrl;

  /** @internal Programs call `getRpcTransport` or `getNotificationTransport`. */
  constructor(url: TransportUrl, configuration: Configuration, logger: Logger, settings?: DriverSettings) {
    this.#url = url;
    this.logger = escapingLogger(logger);
    const { driver, configuration: effective } = loadDriver(url, configuration, this.logger, settings);
    this.configuration = effective;
    this.driver = driver;
  }

  /** The transport's URL with its passwords masked. */
  get url(): string {
    return formatTransportUrl(this.#url, { mask: true });
  }

  /** The transport's condition now: for programs that are only clients, whose calls alone would tell. */
  get health(): TransportHealth {
    return this.driver.health.current;
  }

  /**
   * Calls back when `health.state` changes, and when a lost connection cannot be made for another reason than before.
   * The last change is `closed`: nobody needs to take the listener back before. What it throws is logged.
   *
   * @returns what takes the listener back.
   */
  onHealthChange(listener: (health: TransportHealth) => unknown): () => void {
    return this.driver.health.watch(listener);
  }

  /**
   * Closes the connection. What waits to be sent, and calls that wait for a reply, fail with
   * `MessageDeliveryFailure`, code `TRANSPORT_CLOSED`. Settles within two seconds; harmless when repeated.
   */
  close(): Promise<void> {
    this.driver.health.closed();
    return this.driver.close();
  }
}
