import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { basename } from "node:path";
import type { AmqpHost, ConnectionOptions } from "../../amqp/client/connection.js";
import type { TlsClientOptions } from "../../amqp/socket/dial.js";
import { namedFile, readTlsFiles } from "../../amqp/socket/tls-files.js";
import type { Configuration } from "../../config/configuration.js";
import { rabbit } from "../../config/groups/rabbit.js";
import { ConfigurationError } from "../../errors/setup-errors.js";
import type { Logger } from "../../log/logger.js";
import type { TransportHost, TransportUrl } from "../../messaging/transport-url.js";

const DEFAULT_PORT = 5672;
/** ms each for the handshakes of TCP with TLS, and of AMQP. */
const HANDSHAKE_TIMEOUT = 10_000;
/** User and password where the URL names none, as kombu has it. */
const GUEST = "guest";

/** The virtual host a URL means: `/` when it names none. */
export function virtualHost({ virtualHost: name }: TransportUrl): string {
  return name || "/";
}

/**
 * The options of a connection, from the configuration and the URL.
 *
 * @throws {ConfigurationError} TLS options do not fit together, or a file of theirs is not what it should be.
 */
export function connectionOptions(
  url: TransportUrl,
  configuration: Configuration,
  log: Logger,
  isShortLived = false,
): ConnectionOptions {
  const get = configuration.get.bind(configuration);
  const idleTimeout = Math.max(0, get(rabbit.heartbeatTimeoutThreshold)) * 1000;
  const program = basename(process.argv[1] ?? "node");
  const tls = tlsMaterial(configuration);
  const hosts = url.hosts.map((host) => amqpHost(host, tls, configuration));
  return {
    hosts: get(rabbit.kombuFailoverStrategy) === "shuffle" ? shuffled(hosts) : hosts,
    open: {
      containerId: `${program}:${process.pid}:${randomUUID()}`,
      hostname: `vhost:${virtualHost(url)}`,
      idleTimeOut: idleTimeout > 0 ? idleTimeout / 2 : undefined,
      properties: { process: program, pid: String(process.pid), node: hostname() },
      ahead: isShortLived,
      // RabbitMQ 4.0 to 4.3 take it for an unexpected frame.
      settlesAsSender: false,
    },
    idleTimeout,
    backoff: {
      initial: get(rabbit.rabbitRetryInterval) * 1000,
      multiplier: get(rabbit.rabbitRetryBackoff),
      max: get(rabbit.rabbitIntervalMax) * 1000,
    },
    connectTimeout: HANDSHAKE_TIMEOUT,
    openTimeout: HANDSHAKE_TIMEOUT,
    leavesAtOnce: isShortLived,
    log,
  };
}

function amqpHost(
  { host, port = DEFAULT_PORT, username, password }: TransportHost,
  tls: TlsClientOptions | undefined,
  configuration: Configuration,
): AmqpHost {
  const isExternal = configuration.get(rabbit.rabbitLoginMethod) === "EXTERNAL";
  return {
    host,
    port,
    ...(tls !== undefined && { tls: { ...tls, servername: host } }),
    sasl: isExternal
      ? { external: true, allowed: ["EXTERNAL"] }
      : { username: username || GUEST, password: password || GUEST, allowed: ["PLAIN"] },
  };
}

/** The part that is the same for all hosts. */
function tlsMaterial(configuration: Configuration): TlsClientOptions | undefined {
  const get = configuration.get.bind(configuration);
  if (!get(rabbit.ssl)) {
    if (get(rabbit.rabbitLoginMethod) !== "EXTERNAL") return undefined;
    throw new ConfigurationError("rabbit_login_method is EXTERNAL, which needs ssl and ssl_cert_file");
  }
  const version = get(rabbit.sslVersion);
  const caFile = get(rabbit.sslCaFile);
  // As oslo: authorities of one's own sign nothing but the deployment's own brokers.
  const checksNoName = caFile !== "" && !get(rabbit.sslEnforceHostnameVerification);
  return {
    ...(version !== "" && version !== "SSLv23" && pinned(version)),
    ...(caFile !== "" && { caFile }),
    ...readTlsFiles({
      ca: namedFile("ssl_ca_file", caFile),
      cert: namedFile("ssl_cert_file", get(rabbit.sslCertFile)),
      key: namedFile("ssl_key_file", get(rabbit.sslKeyFile)),
    }),
    ...(checksNoName && { checkServerIdentity: () => undefined }),
  };
}

function pinned(version: "TLSv1" | "TLSv1_1" | "TLSv1_2" | "TLSv1_3") {
  const name = version.replace("_", ".") as "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";
  return { minVersion: name, maxVersion: name };
}

function shuffled<T>(items: readonly T[]): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}
