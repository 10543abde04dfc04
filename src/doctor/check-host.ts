import type { TLSSocket } from "node:tls";
import { AmqpConnection, type AmqpHost, type ConnectionOptions } from "../amqp/client/connection.js";
import type { LiveConnection } from "../amqp/client/live-connection.js";
import { AmqpError } from "../amqp/codec/amqp-error.js";
import { SaslFailure } from "../amqp/sasl/mechanism.js";
import { formatAddress } from "../amqp/socket/dial.js";
import { TLS_VERSION_CODES, UNKNOWN_SIGNERS } from "../amqp/socket/tls-failure.js";
import type { DoctorFinding } from "./finding.js";

const DAY = 86_400_000;
/** Days before a certificate's end from which on it is told. */
const EXPIRES_SOON = 30;

/** An open connection to one host. */
export interface OpenHost {
  readonly live: LiveConnection;
  close(): Promise<void>;
}

/**
 * Connects to one host once: name, port, TLS, login and virtual host.
 *
 * @param explained says in words what the error of a lost connection means, where the driver knows
 * @throws {AmqpError} it cannot be used.
 */
export async function openHost(
  host: AmqpHost,
  options: ConnectionOptions,
  explained: (error: AmqpError) => AmqpError,
): Promise<OpenHost> {
  let connection: AmqpConnection | undefined;
  try {
    const live = await new Promise<LiveConnection>((resolve, reject) => {
      connection = new AmqpConnection(
        { ...options, hosts: [host] },
        { started: () => {}, opened: resolve, lost: (error) => reject(explained(error)) },
      );
      connection.start();
    });
    return { live, close: async () => await connection?.close() };
  } catch (error) {
    await connection?.close();
    throw error;
  }
}

/** The finding for a host that cannot be used. */
export function hostFinding(host: AmqpHost, error: AmqpError): DoctorFinding {
  const { check, cure } = cures[causeOf(host, error)];
  return {
    check,
    severity: "error",
    where: formatAddress(host),
    problem: error.message.replace(/\s*\n.*$/s, ""),
    cure,
  };
}

/** Finds what will keep a host from being used soon. */
export function* checkCertificate(host: AmqpHost, live: LiveConnection): Iterable<DoctorFinding> {
  if (host.tls === undefined) return;
  const { valid_to: until } = (live.socket as TLSSocket).getPeerCertificate();
  const days = Math.floor((Date.parse(until) - Date.now()) / DAY);
  if (!(days < EXPIRES_SOON)) return;
  yield {
    check: "certificate-expires",
    severity: "warning",
    where: formatAddress(host),
    problem: `its certificate ends in ${days} days, on ${until}`,
    cure: "renew it",
  };
}

/** The reason why a peer of amqp:// cannot be used; undefined when it can. */
export function checkProduct({ address, product }: LiveConnection): AmqpError | undefined {
  if (product !== "RabbitMQ") return undefined;
  return new AmqpError("unsupported", `${address} is RabbitMQ, which amqp:// is not for`);
}

type Cause = keyof typeof cures;

const cures = {
  name: {
    check: "no-such-host",
    cure: "correct the host of transport_url, or the name service and /etc/hosts of this machine",
  },
  refused: {
    check: "connection-refused",
    cure: "start the broker or router there, or correct host and port of transport_url",
  },
  unreachable: {
    check: "no-answer",
    cure: "correct host and port of transport_url, or open the firewall in between",
  },
  silent: {
    check: "no-answer",
    cure: "look whether the broker there still works; correct host and port of transport_url where something else listens",
  },
  blocked: {
    check: "broker-blocked",
    cure: "look for an alarm of memory or disk, at which RabbitMQ takes nothing more: rabbitmq-diagnostics alarms",
  },
  tlsVersion: {
    check: "tls-version",
    cure: "remove ssl_version, or set it to a version that the peer has, mostly TLSv1_2",
  },
  mechanism: {
    check: "login-mechanism",
    cure: "name one that the peer offers: sasl_mechanisms of [oslo_messaging_amqp], rabbit_login_method of [oslo_messaging_rabbit]",
  },
  otherDriver: {
    check: "other-driver",
    cure: "write rabbit:// in transport_url",
  },
  expired: {
    check: "certificate-expired",
    cure: "renew the peer's certificate; where it has not expired, set this machine's clock",
  },
  notYetValid: {
    check: "certificate-not-yet-valid",
    cure: "set this machine's clock; where it is right, issue the peer's certificate anew",
  },
  authority: {
    check: "certificate-authority",
    cure: "set ssl_ca_file to the authority that signed the peer's certificate",
  },
  certificateName: {
    check: "certificate-name",
    cure: "use a host name of the certificate in transport_url, or issue one for this host",
  },
  clientCertificate: {
    check: "client-certificate",
    cure: "set ssl_cert_file and ssl_key_file to a certificate that the peer's authorities signed",
  },
  noTls: {
    check: "no-tls-there",
    cure: "use the peer's port for TLS, mostly 5671, or set ssl = false",
  },
  needsTls: {
    check: "tls-expected",
    cure: "set ssl = true, or use the peer's port without TLS, mostly 5672; where a proxy stands before it, look whether it has a broker behind it",
  },
  login: {
    check: "login",
    cure: "correct user and password of transport_url; with RabbitMQ: rabbitmqctl authenticate_user USER PASSWORD tells which is wrong",
  },
  virtualHost: {
    check: "virtual-host",
    cure: "correct the virtual host of transport_url: rabbitmqctl list_vhosts (one that begins with a / is written as /%2FNAME); where it is right: rabbitmqctl set_permissions -p VHOST USER",
  },
  version: {
    check: "broker-version",
    cure: "upgrade to RabbitMQ 4, or use amqp:// for an AMQP 1.0 router",
  },
  protocol: {
    check: "other-protocol",
    cure: "correct host and port of transport_url: something that does not speak AMQP 1.0 listens there",
  },
} as const;

const causesByCode: ReadonlyMap<string, Cause> = new Map<string, Cause>([
  ["ENOTFOUND", "name"],
  ["EAI_AGAIN", "name"],
  ["ECONNREFUSED", "refused"],
  ["EHOSTUNREACH", "unreachable"],
  ["ENETUNREACH", "unreachable"],
  ["ETIMEDOUT", "unreachable"],
  ...TLS_VERSION_CODES.map((code) => [code, "tlsVersion"] as const),
  ["CERT_HAS_EXPIRED", "expired"],
  ["CERT_NOT_YET_VALID", "notYetValid"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "certificateName"],
  ...UNKNOWN_SIGNERS.map((code) => [code, "authority"] as const),
]);

function causeOf({ tls }: AmqpHost, error: AmqpError): Cause {
  if (error.afterLogin) return "virtualHost";
  const chain = [...causesOf(error)];
  for (const cause of chain) {
    const known = causesByCode.get(codeOf(cause));
    if (known !== undefined) return known;
  }
  if (error.reason === "authentication") {
    if (error.condition !== undefined) return "virtualHost";
    const login = chain.find((cause) => cause instanceof SaslFailure);
    if (login === undefined) return "clientCertificate";
    return /no SASL mechanism fits/.test(login.message) ? "mechanism" : "login";
  }
  if (tls === undefined && /expects? TLS/.test(error.message)) return "needsTls";
  if (error.reason === "unsupported" && /amqp:\/\/ is not for/.test(error.message)) return "otherDriver";
  if (error.reason === "unsupported") return /RabbitMQ/.test(error.message) ? "version" : "protocol";
  const isCut = chain.some((cause) => codeOf(cause).startsWith("ERR_SSL") || codeOf(cause) === "ECONNRESET");
  if (tls !== undefined && isCut) return "noTls";
  if (/does not answer \w+ \//.test(error.message)) return "blocked";
  if (/no AMQP open/.test(error.message)) return "silent";
  return /no answer/.test(error.message) ? "unreachable" : "protocol";
}

function* causesOf(error: Error): Iterable<Error> {
  const seen = new Set<unknown>();
  for (let cause: unknown = error; cause instanceof Error && !seen.has(cause); cause = cause.cause) {
    seen.add(cause);
    yield cause;
    // Happy eyeballs reports one error per address.
    if (cause instanceof AggregateError && cause.errors[0] instanceof Error) yield cause.errors[0];
  }
}

function codeOf(error: Error): string {
  return "code" in error ? String(error.code) : "";
}
