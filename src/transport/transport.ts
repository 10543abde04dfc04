import type { Configuration } from "../config/configuration.js";
import { defaults } from "../config/groups/default.js";
import type { Driver } from "../drivers/driver.js";
import type { TransportHealth } from "../drivers/transport-health.js";
import type { Instrumentation, InstrumentedTransport } from "../instruments/instrumentation.js";
import { Instruments } from "../instruments/instruments.js";
import { TALLY } from "../instruments/request-tally.js";
import { guardedLogger } from "../log/guarded-logger.js";
import type { Logger } from "../log/logger.js";
import { type ServiceExchange, serviceExchange } from "../messaging/service-exchange.js";
import { formatTransportUrl, type TransportUrl } from "../messaging/transport-url.js";
import { loadDriver } from "./load-driver.js";
import { processInstrumentation } from "./process-instrumentation.js";

/** One instrumentation, or several, each of which is told of everything. */
export type InstrumentationOption = Instrumentation | readonly Instrumentation[];

/** Facts about the program that a transport works for. */
export interface TransportSettings {
  readonly shortLived?: boolean | undefined;
  readonly instrumentation?: InstrumentationOption | undefined;
}

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
  /** The logger it was given, behind one that escapes control characters and never throws; without, one that writes warnings and errors to the standard error, each cause once. */
  readonly logger: Logger;
  /** @internal */
  protected readonly driver: Driver;
  /** @internal Those who watch all that passes; undefined when nobody does. */
  readonly instruments: Instruments | undefined;
  readonly #url: TransportUrl;
  #described: InstrumentedTransport | undefined;

  /** @internal Programs call `getRpcTransport` or `getNotificationTransport`. */
  constructor(
    url: TransportUrl,
    configuration: Configuration,
    logger: Logger,
    { shortLived, instrumentation = processInstrumentation() }: TransportSettings = {},
  ) {
    this.#url = url;
    this.logger = guardedLogger(logger);
    const instruments = instrumentsOf(
      instrumentation,
      instrumentedTransport(url, configuration),
      this.logger,
    );
    const settings = { shortLived, instruments };
    const { driver, configuration: effective } = loadDriver(url, configuration, this.logger, settings);
    this.configuration = effective;
    this.driver = driver;
    this.instruments = instruments;
    if (instruments !== undefined) this.onHealthChange((health) => tellConnection(instruments, health));
  }

  /** @internal Those who watch one user of the transport: those of the transport, and those that only that user has. */
  instrumentsWith(own: InstrumentationOption | undefined): Instruments | undefined {
    if (this.instruments !== undefined && own !== undefined)
      return this.instruments.with([own].flat().filter(watches));
    return this.instruments ?? instrumentsOf(own, this.described, this.logger);
  }

  /** @internal As those who count or watch are told of it. */
  get described(): InstrumentedTransport {
    this.#described ??= this.instruments?.transport ?? instrumentedTransport(this.#url, this.configuration);
    return this.#described;
  }

  /** @internal The exchange of a service's target over this transport; undefined for the one that is configured. */
  exchangeOf(service: ServiceExchange): string | undefined {
    return serviceExchange(service, this.configuration, this.#url.driver);
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

function instrumentsOf(
  option: InstrumentationOption | undefined,
  transport: InstrumentedTransport,
  log: Logger,
): Instruments | undefined {
  const all = (option === undefined ? [] : [option].flat()).filter(watches);
  return all.length === 0 ? undefined : new Instruments(all, transport, log);
}

/** One that is switched off has none of them. */
function watches({ started, happened, [TALLY]: tally }: Instrumentation): boolean {
  return started !== undefined || happened !== undefined || tally !== undefined;
}

function tellConnection(instruments: Instruments, { state, lastError }: TransportHealth): void {
  if (state === "idle") return;
  instruments.happened({ type: "connection", state, error: state === "lost" ? lastError : undefined });
}

function instrumentedTransport(
  { driver, hosts: [first] }: TransportUrl,
  configuration: Configuration,
): InstrumentedTransport {
  return {
    driver,
    host: first?.host,
    port: first?.port,
    exchange: configuration.get(defaults.controlExchange),
  };
}
