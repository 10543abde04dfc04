import { AmqpError } from "../amqp/codec/amqp-error.js";
import { formatAddress } from "../amqp/socket/dial.js";
import { amqp } from "../config/groups/amqp.js";
import type { ServiceDescriptor } from "../definition/descriptor.js";
import { virtualHost } from "../drivers/rabbit/connection-options.js";
import { managementPage } from "../drivers/rabbit/management-page.js";
import { BrokerCheck } from "../drivers/rabbit/unusable-broker.js";
import { MessagingError } from "../errors/messaging-error.js";
import { serviceExchange } from "../messaging/service-exchange.js";
import { formatTransportUrl, type TransportHost } from "../messaging/transport-url.js";
import { getRpcTransport } from "../transport/rpc-transport.js";
import { BrokerExamination } from "./check-broker.js";
import { checkClock } from "./check-clock.js";
import { checkCertificate, checkProduct, hostFinding, openHost } from "./check-host.js";
import { type OtherWay, PeerExamination } from "./check-peer.js";
import { readSubjects, type Subject, type SubjectOptions } from "./read-subjects.js";
import { refusalFinding } from "./refusal-finding.js";

/** The subject of an examination. */
export interface ExaminationOptions extends SubjectOptions {
  /** The services that should run. */
  readonly definitions: readonly ServiceDescriptor[];
  /** RabbitMQ's management page, where it is not the usual one of each host. */
  readonly http?: URL | undefined;
  /** Seconds to wait for each answer. */
  readonly timeout: number;
}

/** ms that RabbitMQ takes to end a connection whose virtual host it does not have, and somewhat more. */
const SILENT_CLOSE = 5_000;

/**
 * Examines a deployment from its files to its servers. What depends on something that is broken is not examined.
 *
 * @returns what was examined, in words
 */
export async function examine(options: ExaminationOptions): Promise<readonly string[]> {
  const examined = ["configuration"];
  const { rpc, notifications } = readSubjects(options);
  if (notifications !== undefined)
    await examineHosts(notifications, { ...options, definitions: [] }, examined);
  if (rpc === undefined) return examined;
  const reached = await examineHosts(rpc, options, examined);
  if (reached.length > 0) await examinePeers(rpc, reached, options, examined);
  return examined;
}

/** @returns those that services can use */
async function examineHosts(
  { url, configuration, connection }: Subject,
  { definitions, http, timeout, log, report }: ExaminationOptions,
  examined: string[],
): Promise<readonly TransportHost[]> {
  const isRabbit = url.driver === "rabbit";
  const openTimeout = isRabbit ? Math.max(timeout * 1000, SILENT_CLOSE) : timeout * 1000;
  const limits = { connectTimeout: timeout * 1000, openTimeout };
  const reached: TransportHost[] = [];
  let isExamined = false;
  for (const host of connection.hosts) {
    const check = new BrokerCheck(virtualHost(url));
    const explained = (error: AmqpError) => (isRabbit ? check.explained(error) : error);
    examined.push(formatAddress(host));
    try {
      const { live, close } = await openHost(host, { ...connection, ...limits }, explained);
      try {
        const unusable = isRabbit ? check.opened(live) : checkProduct(live);
        if (unusable !== undefined) throw unusable;
        for (const finding of checkCertificate(host, live)) report(finding);
        let isUsable = true;
        // The members of a cluster have the same queues.
        if (isRabbit && !isExamined) {
          isExamined = true;
          const places = definitions.map((definition) => ({
            topic: definition.topic,
            exchange: serviceExchange(definition, configuration, url.driver),
          }));
          isUsable = await new BrokerExamination(live, configuration, { log, report }).checkAll(places);
        }
        if (!isUsable) return [];
        reached.push(
          ...url.hosts.filter((one) => one.host === host.host && (one.port ?? host.port) === host.port),
        );
      } finally {
        await close();
      }
    } catch (error) {
      if (!(error instanceof AmqpError)) throw error;
      report(hostFinding(host, error));
    }
    const usual = http === undefined ? managementPage(host.host, host.tls !== undefined) : undefined;
    // The one that is given is of one host, whichever: it is looked at once.
    const page = host === connection.hosts[0] ? (http ?? usual) : usual;
    const clock = isRabbit && page !== undefined ? await checkClock(page, timeout) : undefined;
    if (clock !== undefined) report(clock);
  }
  return reached;
}

async function examinePeers(
  subject: Subject,
  hosts: readonly TransportHost[],
  { definitions, timeout, report, log }: ExaminationOptions,
  examined: string[],
): Promise<void> {
  if (definitions.length === 0) return;
  // A host that does not work has been told.
  const url = { ...subject.url, hosts };
  const open = (changed: Partial<typeof url> = {}) =>
    getRpcTransport({
      url: formatTransportUrl({ ...url, ...changed }),
      configuration: subject.configuration,
      logger: log,
      shortLived: true,
    });
  const transport = open();
  try {
    for (const definition of definitions) {
      examined.push(definition.service);
      const otherWays = url.driver === "amqp" ? otherWaysOf(subject, open) : [];
      await new PeerExamination(transport, definition, { timeout, report, otherWays }).check();
    }
  } catch (error) {
    if (!(error instanceof MessagingError)) throw error;
    report(refusalFinding(error, { where: hosts.map(({ host }) => host).join(", "), driver: url.driver }));
  } finally {
    await transport.close();
  }
}

/** Addresses under which the servers may listen that are not those of the configuration. */
function otherWaysOf(
  { url, configuration }: Subject,
  open: (changed: Partial<Subject["url"]>) => ReturnType<typeof getRpcTransport>,
): readonly OtherWay[] {
  const mode = configuration.get(amqp.addressingMode) === "legacy" ? "routable" : "legacy";
  const query = new Map([...url.query, ["addressing_mode", mode]]);
  const ways = [
    {
      what: `with addressing_mode = ${mode}`,
      cure: `set addressing_mode of [oslo_messaging_amqp] alike in all of them: ${mode} is what its servers have`,
      open: () => open({ query }),
    },
  ];
  if (!url.virtualHost) return ways;
  return [
    ...ways,
    {
      what: "without a virtual host",
      cure: `remove /${url.virtualHost} from transport_url, or write it in the servers' file as well`,
      open: () => open({ virtualHost: undefined }),
    },
  ];
}
