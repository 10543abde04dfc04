import type { ConnectionOptions } from "../amqp/client/connection.js";
import { AmqpError } from "../amqp/codec/amqp-error.js";
import { formatAddress } from "../amqp/socket/dial.js";
import {
  type Configuration,
  type ConfigurationOptions,
  type ConfigurationReading,
  readConfiguration,
} from "../config/configuration.js";
import { defaults } from "../config/groups/default.js";
import { optionGroups } from "../config/options.js";
import { describeSource } from "../config/value-source.js";
import type { ServiceDescriptor } from "../definition/descriptor.js";
import { connectionOptions as amqpOptions } from "../drivers/amqp1/connection-options.js";
import { connectionOptions as rabbitOptions, virtualHost } from "../drivers/rabbit/connection-options.js";
import { BrokerCheck } from "../drivers/rabbit/unusable-broker.js";
import { MessagingError } from "../errors/messaging-error.js";
import type { Logger } from "../log/logger.js";
import { serviceExchange } from "../messaging/service-exchange.js";
import { parseTransportUrl, type TransportUrl } from "../messaging/transport-url.js";
import { maskTransportUrl } from "../messaging/transport-url-mask.js";
import { getRpcTransport } from "../transport/rpc-transport.js";
import { BrokerExamination } from "./check-broker.js";
import { checkClock } from "./check-clock.js";
import { checkCertificate, hostFinding, openHost } from "./check-host.js";
import { PeerExamination } from "./check-peer.js";
import { checkUrl } from "./check-url.js";
import { checkConfiguration, checkRabbitOptions } from "./configuration-rules.js";
import type { ReportFinding } from "./finding.js";

/** The subject of an examination. */
export interface ExaminationOptions {
  /** The transport URL, where it is not the configuration's. */
  readonly url?: string | undefined;
  /** The URL where none is written anywhere. */
  readonly fallbackUrl: string;
  readonly sources: Omit<ConfigurationOptions, "logger">;
  /** The services that should run. */
  readonly definitions: readonly ServiceDescriptor[];
  /** Seconds to wait for each answer. */
  readonly timeout: number;
  readonly log: Logger;
  readonly report: ReportFinding;
}

/** A configuration that can be connected with. */
interface Subject {
  readonly text: string;
  readonly url: TransportUrl;
  readonly configuration: Configuration;
  readonly connection: ConnectionOptions;
}

/**
 * Examines a deployment from its files to its servers. What depends on something that is broken is not examined.
 *
 * @returns what was examined, in words
 */
export async function examine(options: ExaminationOptions): Promise<readonly string[]> {
  const examined = ["configuration"];
  const subject = readSubject(options);
  if (subject === undefined) return examined;
  const isReached = await examineHosts(subject, options, examined);
  if (!isReached) return examined;
  await examinePeers(subject, options, examined);
  return examined;
}

/** Undefined when there is no connecting. */
function readSubject(options: ExaminationOptions): Subject | undefined {
  const { report, sources } = options;
  const attempt = <T>(check: string, where: string, cure: string, work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof MessagingError)) throw error;
      report({ check, severity: "error", where, problem: error.message, cure });
      return undefined;
    }
  };
  const files = [...(sources.files ?? []), ...(sources.dirs ?? [])].join(", ") || "configuration";
  const reading = attempt("unreadable-file", files, "correct it", () => readConfiguration(sources));
  if (reading === undefined) return undefined;
  checkConfiguration(reading, report);
  const { text, where } = writtenUrl(options, reading);
  const advice = "write it as rabbit://USER:PASSWORD@HOST:5672/VHOST or amqp://HOST:5672";
  const url = attempt("bad-url", where, advice, () => parseTransportUrl(text));
  if (url === undefined) return undefined;
  const group = optionGroups.find(({ driver }) => driver === url.driver);
  if (group === undefined || url.driver === "fake") {
    const problem = `nothing can be connected to over ${maskTransportUrl(text)}`;
    report({ check: "bad-url", severity: "error", where, problem, cure: advice });
    return undefined;
  }
  return attempt("bad-value", where, "correct the option", () => {
    const configuration = reading.configuration.withQuery(group.name, url.query);
    const isRabbit = url.driver === "rabbit";
    if (isRabbit && !checkRabbitOptions(configuration, reading, report)) return undefined;
    const connection = (isRabbit ? rabbitOptions : amqpOptions)(url, configuration, options.log);
    checkUrl(text, url, { where, isTls: connection.hosts.some(({ tls }) => tls !== undefined), report });
    return { text, url, configuration, connection };
  });
}

function writtenUrl(
  { url, fallbackUrl, sources, report }: ExaminationOptions,
  { configuration }: ConfigurationReading,
): { readonly text: string; readonly where: string } {
  if (url !== undefined) return { text: url, where: "--url" };
  const source = configuration.source(defaults.transportUrl);
  if (source.kind !== "default")
    return { text: configuration.get(defaults.transportUrl), where: describeSource(source) };
  const files = sources.files ?? [];
  if (files.length > 0) {
    report({
      check: "no-url",
      severity: "error",
      where: files.join(", "),
      problem: "transport_url is not set",
      cure: "write transport_url = rabbit://USER:PASSWORD@HOST:5672/VHOST in [DEFAULT]",
    });
  }
  return { text: fallbackUrl, where: "default of --url" };
}

/** True when there is a host that services can use. */
async function examineHosts(
  { url, configuration, connection }: Subject,
  { definitions, timeout, log, report }: ExaminationOptions,
  examined: string[],
): Promise<boolean> {
  const isRabbit = url.driver === "rabbit";
  const limits = { connectTimeout: timeout * 1000, openTimeout: timeout * 1000 };
  let reached = 0;
  for (const host of connection.hosts) {
    const check = new BrokerCheck(virtualHost(url));
    const explained = (error: AmqpError) => (isRabbit ? check.explained(error) : error);
    examined.push(formatAddress(host));
    try {
      const { live, close } = await openHost(host, { ...connection, ...limits }, explained);
      try {
        const unusable = isRabbit ? check.opened(live) : undefined;
        if (unusable !== undefined) throw unusable;
        reached += 1;
        for (const finding of checkCertificate(host, live)) report(finding);
        // The members of a cluster have the same queues.
        if (isRabbit && reached === 1) {
          const places = definitions.map((definition) => ({
            topic: definition.topic,
            exchange: serviceExchange(definition, configuration, url.driver),
          }));
          await new BrokerExamination(live, configuration, { log, report }).checkAll(places);
        }
      } finally {
        await close();
      }
    } catch (error) {
      if (!(error instanceof AmqpError)) throw error;
      report(hostFinding(host, error));
    }
    const clock = isRabbit ? await checkClock(host.host, timeout) : undefined;
    if (clock !== undefined) report(clock);
  }
  return reached > 0;
}

async function examinePeers(
  { text, url, configuration }: Subject,
  { definitions, timeout, report, log }: ExaminationOptions,
  examined: string[],
): Promise<void> {
  const transport = getRpcTransport({ url: text, configuration, logger: log, shortLived: true });
  try {
    for (const definition of definitions) {
      examined.push(definition.service);
      await new PeerExamination(transport, definition, { timeout, report }).check();
    }
  } catch (error) {
    if (!(error instanceof MessagingError)) throw error;
    report({
      check: "cannot-ask",
      severity: "error",
      where: url.hosts.map(({ host }) => host).join(", "),
      problem: error.message,
      cure: "see the reason; oslo-rpc ping shows more with --debug",
    });
  } finally {
    await transport.close();
  }
}
