import { formatAddress } from "../amqp/socket/dial.js";
import type { TransportUrl } from "../messaging/transport-url.js";
import { hasMixedCredentials } from "../messaging/transport-url.js";
import type { ReportFinding } from "./finding.js";

/** Ports that are mistaken for AMQP's, and who listens there. */
const otherPorts: ReadonlyMap<number, string> = new Map([
  [15672, "RabbitMQ's management page"],
  [15671, "RabbitMQ's management page over TLS"],
  [25672, "RabbitMQ's nodes for each other"],
  [4369, "Erlang's port mapper"],
  [5552, "RabbitMQ's stream protocol"],
  [61613, "STOMP"],
  [1883, "MQTT"],
]);
const PLAIN_PORT = 5672;
const TLS_PORT = 5671;

/**
 * Finds what is doubtful in a transport URL by itself.
 *
 * @param text the URL as it is written
 * @param where where it is written
 * @param isTls whether connections are encrypted
 */
export function checkUrl(
  text: string,
  url: TransportUrl,
  {
    where,
    isTls,
    report,
  }: { readonly where: string; readonly isTls: boolean; readonly report: ReportFinding },
): void {
  const warn = (check: string, problem: string, cure: string) =>
    report({ check, severity: "warning", where, problem, cure });
  if (text.includes("#")) {
    warn("url-fragment", "what follows a # in a transport URL is not read", "write a # of a password as %23");
  }
  if (hasMixedCredentials(url)) {
    const bare = url.hosts.filter(({ username }) => username === undefined).map(({ host }) => host);
    warn(
      "missing-credentials",
      `${bare.join(", ")} of the transport URL has no user and password, and takes none from the host before it`,
      "write USER:PASSWORD@ before each host",
    );
  }
  for (const { host, port = PLAIN_PORT } of url.hosts) {
    const address = formatAddress({ host, port });
    const other = otherPorts.get(port);
    if (other !== undefined) {
      report({
        check: "wrong-port",
        severity: "error",
        where: address,
        problem: `port ${port} is for ${other}, not for AMQP`,
        cure: `use port ${isTls ? TLS_PORT : PLAIN_PORT}`,
      });
    } else if (port === (isTls ? PLAIN_PORT : TLS_PORT)) {
      warn(
        "port-and-tls",
        `${address} is mostly a port ${isTls ? "without" : "for"} TLS, and the configuration asks for ${isTls ? "TLS" : "none"}`,
        isTls ? `use port ${TLS_PORT}, or set ssl = false` : `set ssl = true, or use port ${PLAIN_PORT}`,
      );
    }
  }
}
