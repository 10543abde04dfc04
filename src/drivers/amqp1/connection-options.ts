import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { basename } from "node:path";
import type { AmqpHost, ConnectionOptions } from "../../amqp/client/connection.js";
import { isLoopback, type TlsClientOptions } from "../../amqp/socket/dial.js";
import { namedFile, readTlsFiles } from "../../amqp/socket/tls-files.js";
import type { Configuration } from "../../config/configuration.js";
import { amqp } from "../../config/groups/amqp.js";
import { ConfigurationError } from "../../errors/setup-errors.js";
import type { Logger } from "../../log/logger.js";
import type { TransportHost, TransportUrl } from "../../messaging/transport-url.js";

const DEFAULT_PORT = 5672;

/**
 * The options of a connection, from the configuration and the URL.
 *
 * @throws {ConfigurationError} TLS options do not fit together, a file of theirs is not what it should be, or
 * encryption is required and missing.
 */
export function connectionOptions(
  url: TransportUrl,
  configuration: Configuration,
  log: Logger,
): ConnectionOptions {
  const get = configuration.get.bind(configuration);
  const idleTimeout = get(amqp.idleTimeout) * 1000;
  const handshakeTimeout = get(amqp.handshakeTimeout) * 1000;
  const program = basename(process.argv[1] ?? "node");
  return {
    hosts: url.hosts.map((host) => amqpHost(host, url, configuration)),
    open: {
      containerId:
        get(amqp.containerName) ??
        `openstack.org/om/container/${hostname()}/${program}/${process.pid}/${randomUUID().replaceAll("-", "")}`,
      hostname: get(amqp.pseudoVhost) ? undefined : url.virtualHost || undefined,
      limits: {
        maxFrameSize: get(amqp.maxFrameSize),
        maxMessageSize: get(amqp.maxMessageSize),
        maxSessions: get(amqp.maxSessions),
        maxNesting: get(amqp.maxNesting),
      },
      // As oslo: the peer is asked for a sign of life twice in the time after which it is given up.
      idleTimeOut: idleTimeout > 0 ? idleTimeout / 2 : undefined,
      trace: get(amqp.trace) ? (frame) => log.debug({ frame }, "AMQP frame") : undefined,
      properties: { process: program, pid: String(process.pid), node: hostname() },
    },
    idleTimeout,
    backoff: {
      initial: get(amqp.connectionRetryInterval) * 1000,
      multiplier: get(amqp.connectionRetryBackoff),
      max: get(amqp.connectionRetryIntervalMax) * 1000,
    },
    connectTimeout: handshakeTimeout,
    openTimeout: handshakeTimeout,
    log,
  };
}

function amqpHost(host: TransportHost, url: TransportUrl, configuration: Configuration): AmqpHost {
  const realm = configuration.get(amqp.saslDefaultRealm);
  const { username, password } = host;
  const allowed = configuration.get(amqp.saslMechanisms).split(/\s+/).filter(Boolean);
  const tls = tlsOptions(host, url, configuration);
  if (tls === undefined && configuration.get(amqp.requireEncryption) && !isLoopback(host.host)) {
    throw new ConfigurationError(
      `require_encryption is set, and ${host.host} would be connected to without TLS: set ssl or ssl_ca_file`,
    );
  }
  return {
    host: host.host,
    port: host.port ?? DEFAULT_PORT,
    tls,
    sasl: {
      username:
        username !== undefined && realm !== "" && !username.includes("@") ? `${username}@${realm}` : username,
      password,
      allowed,
      external: tls?.cert !== undefined,
    },
  };
}

function tlsOptions(
  host: TransportHost,
  url: TransportUrl,
  configuration: Configuration,
): TlsClientOptions | undefined {
  const caFile = configuration.get(amqp.sslCaFile);
  const certFile = configuration.get(amqp.sslCertFile);
  const keyFile = configuration.get(amqp.sslKeyFile);
  if (!configuration.get(amqp.ssl) && caFile === "" && certFile === "") return undefined;
  if (certFile !== "" && caFile === "" && !configuration.get(amqp.ssl)) {
    throw new ConfigurationError(
      "ssl_cert_file is set without ssl_ca_file, which leaves the peer unchecked: set ssl_ca_file, or ssl for the system's authorities",
    );
  }
  if (configuration.get(amqp.sslVerifyVhost) && !url.virtualHost) {
    throw new ConfigurationError(
      "ssl_verify_vhost is set, and the transport URL has no virtual host to verify",
    );
  }
  return {
    servername: configuration.get(amqp.sslVerifyVhost) ? (url.virtualHost ?? "") : host.host,
    ...(caFile !== "" && { caFile }),
    ...readTlsFiles({
      ca: namedFile("ssl_ca_file", caFile),
      cert: namedFile("ssl_cert_file", certFile),
      key: namedFile("ssl_key_file", keyFile),
      passphrase: configuration.get(amqp.sslKeyPassword),
    }),
  };
}
