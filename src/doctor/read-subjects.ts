import type { ConnectionOptions } from "../amqp/client/connection.js";
import {
  type Configuration,
  type ConfigurationOptions,
  type ConfigurationReading,
  readConfiguration,
} from "../config/configuration.js";
import { defaults } from "../config/groups/default.js";
import { notifications } from "../config/groups/notifications.js";
import { optionGroups } from "../config/options.js";
import { describeSource } from "../config/value-source.js";
import { connectionOptions as amqpOptions } from "../drivers/amqp1/connection-options.js";
import { connectionOptions as rabbitOptions } from "../drivers/rabbit/connection-options.js";
import { MessagingError } from "../errors/messaging-error.js";
import type { Logger } from "../log/logger.js";
import { parseTransportUrl, type TransportUrl } from "../messaging/transport-url.js";
import { maskTransportUrl } from "../messaging/transport-url-mask.js";
import { checkUrl } from "./check-url.js";
import { checkConfiguration } from "./configuration-rules.js";
import type { ReportFinding } from "./finding.js";
import { checkOptions } from "./option-rules.js";
import { cureOfDriver, findUrlMistake, URL_FORM } from "./url-mistakes.js";

/** A configuration that can be connected with. */
export interface Subject {
  readonly url: TransportUrl;
  readonly configuration: Configuration;
  readonly connection: ConnectionOptions;
}

/** The transports of a configuration, as far as there is connecting with them. */
export interface Subjects {
  readonly rpc?: Subject | undefined;
  /** That of notifications, where they have one of their own. */
  readonly notifications?: Subject | undefined;
}

export interface SubjectOptions {
  /** The transport URL, where it is not the configuration's. */
  readonly url?: string | undefined;
  /** The URL where none is written anywhere. */
  readonly fallbackUrl: string;
  readonly sources: Omit<ConfigurationOptions, "logger">;
  readonly log: Logger;
  readonly report: ReportFinding;
}

/** A transport URL, and the place where it is written. */
interface WrittenUrl {
  readonly text: string;
  readonly where: string;
}

/** Reads a configuration, and reports what is wrong in it. */
export function readSubjects(options: SubjectOptions): Subjects {
  const { url, sources, report } = options;
  const files = [...(sources.files ?? []), ...(sources.dirs ?? [])].join(", ") || "configuration";
  const attempt = attempting(report);
  const reading = attempt("unreadable-file", files, "correct it", () => readConfiguration(sources));
  if (reading === undefined) return {};
  checkConfiguration(reading, report);
  const written = writtenUrl(options, reading);
  const own = url === undefined ? notificationUrl(reading) : undefined;
  return {
    rpc: written && readSubject(written, reading, options),
    notifications: own && own.text !== written?.text ? readSubject(own, reading, options) : undefined,
  };
}

/** Undefined when there is no connecting. */
function readSubject(
  { text, where }: WrittenUrl,
  reading: ConfigurationReading,
  { log, report }: SubjectOptions,
): Subject | undefined {
  const attempt = attempting(report);
  const bad = (problem: string, cure: string) => {
    report({ check: "bad-url", severity: "error", where, problem, cure });
    return undefined;
  };
  const mistake = findUrlMistake(text);
  if (mistake !== undefined) return bad(mistake.problem, mistake.cure);
  const url = attempt("bad-url", where, URL_FORM, () => parseTransportUrl(text));
  if (url === undefined) return undefined;
  const { driver } = url;
  const group = optionGroups.find((candidate) => candidate.driver === driver);
  if (group === undefined || driver === "fake")
    return bad(`nothing can be connected to over ${maskTransportUrl(text)}`, cureOfDriver(driver));
  return attempt("bad-value", where, "correct the option", () => {
    const configuration = reading.configuration.withQuery(group.name, url.query);
    if (!checkOptions(configuration, reading, { driver, report })) return undefined;
    const connection = (driver === "rabbit" ? rabbitOptions : amqpOptions)(url, configuration, log);
    checkUrl(text, url, { where, isTls: connection.hosts.some(({ tls }) => tls !== undefined), report });
    return { url, configuration, connection };
  });
}

/** Undefined when it is written, and a mistake that has been told. */
function writtenUrl(
  { url, fallbackUrl, sources, report }: SubjectOptions,
  { configuration, mistakes }: ConfigurationReading,
): WrittenUrl | undefined {
  if (url !== undefined) return { text: url, where: "--url" };
  if (mistakes.some(({ option }) => option === defaults.transportUrl)) return undefined;
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

function notificationUrl({ configuration }: ConfigurationReading): WrittenUrl | undefined {
  const text = configuration.get(notifications.transportUrl);
  return text ? { text, where: describeSource(configuration.source(notifications.transportUrl)) } : undefined;
}

function attempting(report: ReportFinding) {
  return <T>(check: string, where: string, cure: string, work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof MessagingError)) throw error;
      report({ check, severity: "error", where, problem: error.message, cure });
      return undefined;
    }
  };
}
