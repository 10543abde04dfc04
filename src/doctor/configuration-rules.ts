import type { Configuration, ConfigurationReading } from "../config/configuration.js";
import { rabbit } from "../config/groups/rabbit.js";
import { normalizeSection } from "../config/ini.js";
import { type Option, qualifiedName } from "../config/option.js";
import { optionGroups } from "../config/options.js";
import { describeSource } from "../config/value-source.js";
import { didYouMean } from "../errors/did-you-mean.js";
import type { DoctorFinding, ReportFinding } from "./finding.js";

/** Options that contradict each other, or that have no effect for want of another. */
interface Rule {
  readonly check: string;
  readonly severity: DoctorFinding["severity"];
  /** The option whose place is told. */
  readonly option: Option<unknown>;
  readonly applies: (configuration: Configuration, reading: ConfigurationReading) => boolean;
  readonly problem: string;
  readonly cure: string;
}

const isSet = (configuration: Configuration, option: Option<unknown>): boolean =>
  configuration.source(option).kind !== "default";

const CONTRADICTION = { check: "contradiction", severity: "error" } as const;
const NO_EFFECT = { check: "no-effect", severity: "warning" } as const;
const PYTHON_REFUSES = { check: "python-refuses", severity: "warning" } as const;

const tlsFiles = [rabbit.sslCaFile, rabbit.sslCertFile, rabbit.sslKeyFile];
const quorumLimits = [
  rabbit.rabbitQuorumDeliveryLimit,
  rabbit.rabbitQuorumMaxMemoryLength,
  rabbit.rabbitQuorumMaxMemoryBytes,
];

/** The rules between options of `[oslo_messaging_rabbit]`. */
const rabbitRules: readonly Rule[] = [
  {
    ...CONTRADICTION,
    option: rabbit.rabbitHaQueues,
    applies: (configuration) => configuration.get(rabbit.rabbitHaQueues),
    problem: "rabbit_ha_queues is set, and RabbitMQ 4 has no mirrored queues",
    cure: "remove it, and set rabbit_quorum_queue = true in every service",
  },
  {
    ...CONTRADICTION,
    option: rabbit.rabbitStreamFanout,
    applies: (configuration) =>
      configuration.get(rabbit.rabbitStreamFanout) && !configuration.get(rabbit.rabbitTransientQuorumQueue),
    problem: "rabbit_stream_fanout is set without rabbit_transient_quorum_queue",
    cure: "set rabbit_transient_quorum_queue = true in every service, or rabbit_stream_fanout = false",
  },
  {
    ...PYTHON_REFUSES,
    option: rabbit.rabbitStreamFanout,
    applies: (configuration) =>
      configuration.get(rabbit.rabbitStreamFanout) && configuration.get(rabbit.rabbitQosPrefetchCount) <= 0,
    problem: "rabbit_stream_fanout is set without rabbit_qos_prefetch_count, which services in Python refuse",
    cure: "set rabbit_qos_prefetch_count, to 50 for example",
  },
  {
    ...PYTHON_REFUSES,
    option: rabbit.useQueueManager,
    applies: (configuration, { files }) =>
      configuration.get(rabbit.useQueueManager) &&
      isSet(configuration, rabbit.useQueueManager) &&
      files.findPlace("oslo_concurrency", "lock_path") === undefined,
    problem:
      "use_queue_manager is set without lock_path of [oslo_concurrency], which services in Python refuse",
    cure: "set lock_path in [oslo_concurrency] to a folder of the service",
  },
  {
    ...CONTRADICTION,
    option: rabbit.sslKeyFile,
    applies: (configuration) =>
      configuration.get(rabbit.sslKeyFile) !== "" && configuration.get(rabbit.sslCertFile) === "",
    problem: "ssl_key_file is set without ssl_cert_file, whose key it is",
    cure: "set ssl_cert_file, or remove ssl_key_file",
  },
  ...tlsFiles.map((option) => ({
    ...NO_EFFECT,
    option,
    applies: (configuration: Configuration) =>
      configuration.get(option) !== "" && !configuration.get(rabbit.ssl),
    problem: `${option.name} is set and ssl is not: connections are not encrypted`,
    cure: "set ssl = true, or remove it",
  })),
  ...quorumLimits.map((option) => ({
    ...NO_EFFECT,
    option,
    applies: (configuration: Configuration) =>
      configuration.get(option) !== 0 && !configuration.get(rabbit.rabbitQuorumQueue),
    problem: `${option.name} is set and rabbit_quorum_queue is not: no queue has that limit`,
    cure: "set rabbit_quorum_queue = true in every service, or remove it",
  })),
  {
    check: "no-heartbeat",
    severity: "warning",
    option: rabbit.heartbeatTimeoutThreshold,
    applies: (configuration) => configuration.get(rabbit.heartbeatTimeoutThreshold) <= 0,
    problem: "heartbeat_timeout_threshold is 0: nobody notices a connection that has died without a word",
    cure: "remove it, for the default of 60 seconds",
  },
];

/** Sections whose name says that they are of oslo.messaging. */
const OWN_SECTION = /^oslo[_.-]?mess?ag/i;
/** Names in `[DEFAULT]` that can only be meant for a driver. */
const DRIVER_OPTION = /^(?:rabbit|kombu|amqp)_/;

/** Options of old releases whose place is the transport URL now. */
const REMOVED = /^(?:rabbit_(?:hosts?|port|userid|password|virtual_host|use_ssl)|rpc_backend|qpid_\w+)$/;

/** Finds what is wrong in configuration files, environment and command line, before anything is connected to. */
export function checkConfiguration(reading: ConfigurationReading, report: ReportFinding): void {
  for (const { message } of reading.mistakes) {
    const [, where = "configuration", problem = message] = /^(.*?(?::\d+|))?: (.*)$/s.exec(message) ?? [];
    report({ check: "bad-value", severity: "error", where, problem, cure: "give it such a value" });
  }
  for (const { group, name, source, advice } of reading.unknown) {
    if (REMOVED.test(name)) continue;
    report({
      check: "unknown-option",
      severity: "warning",
      where: describeSource(source),
      problem: `[${group}] has no option ${name}: it does nothing`,
      cure: advice.replace(/^; /, "") || "remove it, or correct its name (oslo-rpc config lists all)",
    });
  }
  for (const { group, name, file, line, use } of reading.deprecated) {
    report({
      check: "deprecated-option",
      severity: "warning",
      where: `${file}:${line}`,
      problem: `${group === "DEFAULT" ? name : `${name} of [${group}]`} is an old name`,
      cure: `write ${use}`,
    });
  }
  checkPlaces(reading, report);
}

/**
 * Finds what contradicts itself in the options of RabbitMQ's driver.
 *
 * @returns false where no program can use them
 */
export function checkRabbitOptions(
  configuration: Configuration,
  reading: ConfigurationReading,
  report: ReportFinding,
): boolean {
  let isUsable = true;
  for (const { check, severity, option, applies, problem, cure } of rabbitRules) {
    if (!applies(configuration, reading)) continue;
    const source = configuration.source(option);
    const where = source.kind === "default" ? qualifiedName(option) : describeSource(source);
    report({ check, severity, where, problem, cure });
    if (severity === "error") isUsable = false;
  }
  return isUsable;
}

/** Options in sections where nobody reads them. */
function checkPlaces({ files, deprecated }: ConfigurationReading, report: ReportFinding): void {
  const sections = optionGroups.map(({ name }) => name);
  const known = new Set(sections.map(normalizeSection));
  const told = new Set(deprecated.map(({ group, name }) => `${group}\n${name}`));
  for (const { section, key, file, line } of files.assignments()) {
    const where = `${file}:${line}`;
    const place = known.has(section) ? `${section}\n${key}` : section;
    if (told.has(place)) continue;
    told.add(place);
    if (known.has(section) && REMOVED.test(key)) {
      report({
        check: "removed-option",
        severity: "error",
        where,
        problem: `${key} is an option of old releases: it does nothing`,
        cure: "remove it, and write transport_url = rabbit://USER:PASSWORD@HOST:5672/VHOST in [DEFAULT]",
      });
    } else if (!known.has(section) && OWN_SECTION.test(section)) {
      report({
        check: "unknown-section",
        severity: "warning",
        where,
        problem: `no section is called [${section}]: what stands in it does nothing`,
        cure: didYouMean(section, sections).replace(/^; /, "") || `the sections are ${sections.join(", ")}`,
      });
    } else if (section === "DEFAULT" && DRIVER_OPTION.test(key)) {
      const group = optionGroups.find(({ options }) => options.some(({ name }) => name === key));
      if (group === undefined || group.name === "DEFAULT") continue;
      report({
        check: "wrong-section",
        severity: "warning",
        where,
        problem: `${key} does nothing in [DEFAULT]`,
        cure: `move it to [${group.name}]`,
      });
    }
  }
}
