import type { Configuration, ConfigurationReading } from "../config/configuration.js";
import { amqp } from "../config/groups/amqp.js";
import { defaults } from "../config/groups/default.js";
import { notifications } from "../config/groups/notifications.js";
import { rabbit } from "../config/groups/rabbit.js";
import { type Option, qualifiedName } from "../config/option.js";
import { describeSource } from "../config/value-source.js";
import type { DoctorFinding, ReportFinding } from "./finding.js";

/** Options that contradict each other, or that have no effect for want of another. */
interface Rule {
  readonly check: string;
  /** Undefined: over every transport. */
  readonly driver: "amqp" | "rabbit" | undefined;
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
const rabbitRules: readonly Omit<Rule, "driver">[] = [
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

/** The drivers of notifications that Python's library and this one have. */
const NOTIFICATION_DRIVERS = ["messaging", "messagingv2", "routing", "log", "test", "noop"];

const rules: readonly Rule[] = [
  {
    check: "unknown-driver",
    severity: "warning",
    driver: undefined,
    option: notifications.driver,
    applies: (configuration) =>
      configuration.get(notifications.driver).some((name) => !NOTIFICATION_DRIVERS.includes(name)),
    problem: "driver of [oslo_messaging_notifications] names one that the library has not: it sends nothing",
    cure: `use one of ${NOTIFICATION_DRIVERS.join(", ")}, mostly messagingv2`,
  },
  ...rabbitRules.map((rule) => ({ ...rule, driver: "rabbit" as const })),
  {
    ...NO_EFFECT,
    driver: "rabbit",
    option: amqp.ssl,
    applies: (configuration) => configuration.get(amqp.ssl) && !configuration.get(rabbit.ssl),
    problem: "ssl of [oslo_messaging_amqp] has no effect over rabbit://: connections are not encrypted",
    cure: "move it to [oslo_messaging_rabbit]",
  },
  {
    ...NO_EFFECT,
    driver: "amqp",
    option: rabbit.ssl,
    applies: (configuration) => configuration.get(rabbit.ssl) && !configuration.get(amqp.ssl),
    problem: "ssl of [oslo_messaging_rabbit] has no effect over amqp://: connections are not encrypted",
    cure: "move it to [oslo_messaging_amqp]",
  },
  {
    check: "no-heartbeat",
    severity: "warning",
    driver: "amqp",
    option: amqp.idleTimeout,
    applies: (configuration) => configuration.get(amqp.idleTimeout) === 0,
    problem: "idle_timeout is 0: nobody notices a connection that has died without a word",
    cure: "remove it, for the default of 60 seconds; services in Python have 0 by default",
  },
  {
    check: "no-time",
    severity: "error",
    driver: undefined,
    option: defaults.rpcResponseTimeout,
    applies: (configuration) => configuration.get(defaults.rpcResponseTimeout) === 0,
    problem: "rpc_response_timeout is 0: every call has failed before it is sent",
    cure: "remove it, for the default of 60 seconds",
  },
];

/**
 * Finds what contradicts itself in the options.
 *
 * @param driver that of the transport URL
 * @returns false where no program can use them
 */
export function checkOptions(
  configuration: Configuration,
  reading: ConfigurationReading,
  { driver, report }: { readonly driver: string; readonly report: ReportFinding },
): boolean {
  let isUsable = true;
  for (const { check, severity, option, applies, problem, cure, driver: of = driver } of rules) {
    if (of !== driver || !applies(configuration, reading)) continue;
    const source = configuration.source(option);
    const where = source.kind === "default" ? qualifiedName(option) : describeSource(source);
    report({ check, severity, where, problem, cure });
    if (check === CONTRADICTION.check) isUsable = false;
  }
  return isUsable;
}
