import type { Command } from "commander";
import { type Configuration, type ConfigurationOptions, loadConfiguration } from "../config/configuration.js";
import { defaults } from "../config/groups/default.js";
import { consoleLogger, type LogLevel } from "../log/console-logger.js";
import type { Logger } from "../log/logger.js";
import { UsageError } from "../terminal/usage-error.js";
import { getRpcTransport, type RpcTransport, type RpcTransportOptions } from "../transport/rpc-transport.js";
import { splitConfigPair } from "./config-pairs.js";
import { LOCAL_ROUTER } from "./local-router.js";

/** Options of all commands that use a transport. */
export interface TransportCommandOptions {
  readonly url?: string;
  readonly configFile?: readonly string[];
  readonly configDir?: readonly string[];
  readonly config?: readonly string[];
  readonly debug?: boolean;
  readonly json?: boolean;
}

/** Options of the commands that send to a target. */
export interface TargetOptions {
  readonly exchange?: string;
  readonly namespace?: string;
  readonly targetVersion?: string;
  readonly server?: string;
  readonly fanout?: boolean;
  readonly timeout?: number;
  readonly schema?: string;
}

/** Adds the options of {@link TransportCommandOptions} to a command. */
export function withTransportOptions(command: Command): Command {
  return command
    .option(
      "--url <url>",
      `transport URL (default: transport_url of the configuration, else ${LOCAL_ROUTER})`,
    )
    .option("--config-file <file>", "file in oslo.config's syntax; may be repeated", collect)
    .option("--config-dir <dir>", "folder whose *.conf files are read after those; may be repeated", collect)
    .option("--config <pair>", "NAME VALUE: sets an option; may be repeated", collect)
    .option("--debug", "log everything, and show the stack of an error");
}

/** Adds the options of {@link TargetOptions} to a command. */
export function withTargetOptions(command: Command): Command {
  return command
    .option("--exchange <name>", "exchange of the topic")
    .option("--namespace <name>", "namespace of the method")
    .option("--target-version <version>", "version the request needs, as MAJOR.MINOR")
    .option("--server <name>", "send to this server only")
    .option("--fanout", "send to all servers; casts only, since a call has one result")
    .option(
      "--timeout <seconds>",
      "how long to wait (default: the method's own with --schema, else rpc_response_timeout)",
      secondsParser("--timeout"),
    )
    .option("--schema <file>", "service definition: topic, exchange, namespace and types come from it");
}

/** The places where the options of a command line's transport are set. */
export function commandSources(
  { config = [], configFile = [], configDir = [] }: TransportCommandOptions,
  values: ConfigurationOptions["values"] = {},
): Omit<ConfigurationOptions, "logger"> {
  return {
    values,
    commandLine: config.map(splitConfigPair),
    environment: process.env,
    files: configFile,
    dirs: configDir,
  };
}

/**
 * The configuration a command line asks for.
 *
 * @param values what options of the command itself set, which count more than `--config`
 * @throws {ConfigurationError}
 */
export function commandConfiguration(
  options: TransportCommandOptions,
  values: ConfigurationOptions["values"] = {},
): Configuration {
  return loadConfiguration({
    ...commandSources(options, values),
    // Without it, the standard error is told of unknown options.
    ...((options.debug || options.json) && { logger: commandLogger(options, "warn") }),
  });
}

/** The URL a command line asks for, which its configuration may leave to the configuration's own. */
export function commandUrl({ url }: TransportCommandOptions, configuration: Configuration): string {
  if (url !== undefined) return url;
  const isConfigured = configuration.source(defaults.transportUrl).kind !== "default";
  return isConfigured ? configuration.get(defaults.transportUrl) : LOCAL_ROUTER;
}

/**
 * The transport a command line asks for.
 *
 * @param logger without one nothing is logged unless the command line says `--debug`: a command that ends with the
 * first error tells that one
 * @param settings `values` are set as {@link commandConfiguration} has them
 * @throws {MessagingError} it cannot be made.
 */
export function commandTransport(
  options: TransportCommandOptions,
  logger = commandLogger(options),
  { shortLived, values }: Pick<RpcTransportOptions, "shortLived"> & Pick<ConfigurationOptions, "values"> = {},
): RpcTransport {
  const configuration = commandConfiguration(options, values);
  const url = commandUrl(options, configuration);
  return getRpcTransport({ url, configuration, logger, shortLived });
}

/** The same for a command that makes a few calls. */
export function shortLivedTransport(options: TransportCommandOptions): RpcTransport {
  return commandTransport(options, undefined, { shortLived: true });
}

/** Writes what happens to stderr: with `--debug` everything, else what is as severe as the level; `--json` as JSON. */
export function commandLogger(
  { debug = false, json = false }: Pick<TransportCommandOptions, "debug" | "json">,
  level: LogLevel = "silent",
): Logger {
  return consoleLogger({ level: debug ? "debug" : level, stacks: debug, json });
}

/** The parser of an option that takes a time in some unit. It throws a {@link UsageError}. */
export function timeParser(option: string, unit: "seconds" | "milliseconds"): (text: string) => number {
  return (text) => {
    const time = Number(text);
    if (text.trim() !== "" && Number.isFinite(time) && time >= 0) return time;
    throw new UsageError(`${option} takes a number of ${unit}, not ${JSON.stringify(text)}`);
  };
}

/** The parser of an option that takes a number of seconds. It throws a {@link UsageError}. */
export function secondsParser(option: string): (text: string) => number {
  return timeParser(option, "seconds");
}

/** The parser of an option that takes a whole number from 1 up. It throws a {@link UsageError}. */
export function countParser(option: string): (text: string) => number {
  return (text) => {
    if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
    throw new UsageError(`${option} takes a whole number from 1 up, not ${JSON.stringify(text)}`);
  };
}

/** Gathers the values of an option that may be repeated. */
export function collect(value: string, former: readonly string[] = []): readonly string[] {
  return [...former, value];
}
