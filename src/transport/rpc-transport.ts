import type { Configuration } from "../config/configuration.js";
import { loadConfiguration } from "../config/configuration.js";
import { defaults } from "../config/groups/default.js";
import type { Driver } from "../drivers/driver.js";
import type { ServiceErrorClass } from "../errors/service-error.js";
import type { Instrumentation } from "../instruments/instrumentation.js";
import type { Logger } from "../log/logger.js";
import { standardErrorLogger } from "../log/standard-error.js";
import { parseTransportUrl, type TransportUrl } from "../messaging/transport-url.js";
import { osloMetricsOf } from "../oslo-metrics/oslo-metrics.js";
import { processInstrumentation } from "./process-instrumentation.js";
import { type InstrumentationOption, Transport } from "./transport.js";

/** Options of a transport of RPC. */
export interface RpcTransportOptions {
  /** Where the messages go: `amqp://`, `rabbit://` or `fake://`; the configuration's `transport_url` when not given. */
  readonly url?: string | undefined;
  /** The options in force; read from the environment when not given. */
  readonly configuration?: Configuration | undefined;
  /** Gets what happens to connections and to messages nobody waits for. */
  readonly logger?: Logger | undefined;
  /**
   * Classes of errors that clients of this transport make again of the failures with their module and name
   * (`allowed_remote_exmods`), beside those their service declares. A list of classes, where Python has one of modules:
   * nothing is ever looked up or loaded by a name from the wire. Every other failure is a `RemoteError`.
   */
  readonly allowedRemoteExmods?: readonly ServiceErrorClass[] | undefined;
  /**
   * The program makes a few calls and closes the transport, as a command does. Over `rabbit://` their replies then come
   * over a queue that RabbitMQ makes in one step: by direct reply-to from 4.2 on, over a dynamic source with 4.1. At most
   * 1,000 calls may be under way, and those that are when the connection is lost fail with `REPLY_LOST` at once. `close`
   * settles when RabbitMQ has been told, without its answer.
   */
  readonly shortLived?: boolean | undefined;
  /**
   * Watches all that passes this transport: traces and metrics, say. Several are told in their order. Clients and servers may
   * have others of their own beside it.
   */
  readonly instrumentation?: InstrumentationOption | undefined;
}

/**
 * The way to send and to serve RPC. Connects at its first use; shared by any number of clients and servers.
 *
 * @example
 * ```ts
 * const transport: RpcTransport = getRpcTransport({ url: "amqp://127.0.0.1:5672", logger: consoleLogger() });
 * const client = new MyServiceClient(transport);
 * await client.methodA("a");
 * await transport.close();
 * ```
 */
export class RpcTransport extends Transport {
  /** @internal Sends a request and returns its reply; programs use a client. */
  readonly send: Driver["send"];
  /** @internal Subscribes to a topic; programs use a server. */
  readonly listen: Driver["listen"];
  /** @internal Shows what goes to topics. */
  readonly tap: Driver["tap"];
  readonly #allowedRemoteExmods: readonly ServiceErrorClass[];

  /** @internal Programs call `getRpcTransport`. */
  constructor(
    url: TransportUrl,
    configuration: Configuration,
    logger: Logger,
    { allowedRemoteExmods = [], shortLived, instrumentation }: RpcTransportOptions = {},
  ) {
    const counting = osloMetricsOf(configuration, logger);
    super(url, configuration, logger, {
      shortLived,
      instrumentation: counting === undefined ? instrumentation : withCounting(instrumentation, counting),
    });
    this.send = this.driver.send.bind(this.driver);
    this.listen = this.driver.listen.bind(this.driver);
    this.tap = this.driver.tap.bind(this.driver);
    this.#allowedRemoteExmods = allowedRemoteExmods;
  }

  /** @internal Classes of errors that failures become. */
  get allowedRemoteExmods(): readonly ServiceErrorClass[] {
    return this.#allowedRemoteExmods;
  }
}

/**
 * Makes a transport (`oslo_messaging.get_rpc_transport`). The URL's scheme chooses the driver: `amqp` for AMQP 1.0
 * routers and brokers, `rabbit` for RabbitMQ, `fake` for the memory of this process.
 *
 * @throws {InvalidTransportURL} the URL cannot be read.
 * @throws {DriverLoadFailure} no driver has the URL's scheme.
 * @throws {ConfigurationError} an option in the URL's query or the environment is unknown or has a bad value.
 */
export function getRpcTransport(options: RpcTransportOptions = {}): RpcTransport {
  const logger = options.logger ?? standardErrorLogger;
  const configuration =
    options.configuration ??
    loadConfiguration({ environment: process.env, ...(options.logger && { logger: options.logger }) });
  const url = parseTransportUrl(options.url ?? configuration.get(defaults.transportUrl));
  return new RpcTransport(url, configuration, logger, options);
}

function withCounting(
  instrumentation: InstrumentationOption = processInstrumentation() ?? [],
  counting: Instrumentation,
): readonly Instrumentation[] {
  return [...[instrumentation].flat(), counting];
}
