import { inspect } from "node:util";
import { ConfigurationError } from "../errors/setup-errors.js";
import type { Logger } from "../log/logger.js";
import { MASK } from "../log/mask.js";
import { type FileValues, readConfigFiles } from "./config-files.js";
import { splitRepeated } from "./environment.js";
import {
  type DeprecatedName,
  findDeprecatedNames,
  findUnknownOptions,
  type UnknownOption,
  warnOfDeprecatedNames,
  warnOfUnknownOptions,
} from "./findings.js";
import type { Option } from "./option.js";
import { findOption, optionGroups, optionsIn, unknownOption } from "./options.js";
import { type AssignedValue, Resolver, readTexts } from "./resolver.js";
import { describeSource, type ValueSource } from "./value-source.js";

/** Where a configuration comes from. What is not given is not read. */
export interface ConfigurationOptions {
  /**
   * Values a program sets, by option name (see `resolveOptionName`): `{ rpc_response_timeout: 5 }`. They are
   * taken literally: a `$` in them refers to nothing. Undefined sets nothing.
   */
  readonly values?: Readonly<Record<string, unknown>>;
  /** Names and values from a command line, in order. A repeatable option takes all of its values. */
  readonly commandLine?: readonly (readonly [name: string, value: string])[];
  /** Usually `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Files in oslo.config's syntax; later ones are stronger. */
  readonly files?: readonly string[];
  /** Folders whose `*.conf` files are read after `files`, in the order of their names. */
  readonly dirs?: readonly string[];
  /** Told of deprecated and unknown options. Without one, unknown ones are told on the standard error. */
  readonly logger?: Logger;
}

/** One option as `Configuration.describe` shows it. */
export interface DescribedOption {
  /** `DEFAULT`, `oslo_messaging_amqp` and so on. */
  readonly group: string;
  /** Name of the option in its group. */
  readonly name: string;
  /** As a file would have it; undefined when the option is not set, masked when it is secret. */
  readonly value: string | undefined;
  /** `default`, `environment`, the file and so on, for people. */
  readonly source: string;
  /** The mistake in it: a name that no option has, with the nearest that one has. */
  readonly problem?: string;
}

/**
 * The values of all options and where each comes from. The strongest source wins: query of the transport URL,
 * code, command line, environment, files, default. A configuration never changes.
 *
 * @example
 * ```ts
 * const configuration = loadConfiguration({ files: ["/etc/nova/nova.conf"], environment: process.env });
 * for (const { group, name, value, source } of configuration.describe()) console.log(group, name, value, source);
 * ```
 */
export class Configuration {
  readonly #assigned: ReadonlyMap<Option<unknown>, AssignedValue>;
  readonly #unknown: readonly UnknownOption[];

  /** @internal Programs call `loadConfiguration`. */
  constructor(assigned: ReadonlyMap<Option<unknown>, AssignedValue>, unknown: readonly UnknownOption[] = []) {
    this.#assigned = assigned;
    this.#unknown = unknown;
  }

  /** @internal The option's value. */
  get<T>(option: Option<T>): T {
    const assigned = this.#assigned.get(option);
    return assigned === undefined ? option.default : (assigned.value as T);
  }

  /** @internal Where the option's value comes from. */
  source(option: Option<unknown>): ValueSource {
    return this.#assigned.get(option)?.source ?? { kind: "default" };
  }

  /**
   * This configuration with the query of a transport URL over it.
   *
   * @internal
   * @param group the group of the URL's driver, whose options a query may set
   * @throws {ConfigurationError} An unknown option or a bad value.
   */
  withQuery(group: string, query: Iterable<readonly [name: string, value: string]>): Configuration {
    const assigned = new Map(this.#assigned);
    const source: ValueSource = { kind: "query" };
    for (const [name, value] of query) {
      const option = findOption(group, name);
      if (option === undefined) {
        throw unknownOption(
          `The transport URL sets ${inspect(name)}, which is no option of [${group}]`,
          name,
          optionsIn(group).map((candidate) => candidate.name),
        );
      }
      assigned.set(option, readTexts(option, { texts: splitRepeated(value, option.type), source }));
    }
    return new Configuration(assigned, this.#unknown);
  }

  /**
   * Every option with its value and source, secrets masked, and after those of its group what is set there and is no
   * option: what `oslo-rpc config` prints.
   */
  describe(): readonly DescribedOption[] {
    return optionGroups.flatMap(({ name, options }) => [
      ...options.map((option) => this.#described(option)),
      ...this.#unknown.filter(({ group }) => group === name).map(describedUnknown),
    ]);
  }

  #described(option: Option<unknown>): DescribedOption {
    const { group, name, secret, type } = option;
    const value = this.get(option);
    const source = this.source(option);
    const isHidden = secret && source.kind !== "default";
    const written = value === undefined ? undefined : type.format(value);
    return { group, name, value: isHidden ? MASK : written, source: describeSource(source) };
  }
}

/** The value may be a password under a misspelt name. */
function describedUnknown({ group, name, source, advice }: UnknownOption): DescribedOption {
  return { group, name, value: MASK, source: describeSource(source), problem: `unknown option${advice}` };
}

/** A value that its option cannot have, or a reference in it that leads nowhere. */
export interface ConfigurationMistake {
  readonly option: Option<unknown>;
  readonly error: ConfigurationError;
}

/** All that sources say, mistakes included. */
export interface ConfigurationReading {
  /** An option whose value is a mistake is at its default. */
  readonly configuration: Configuration;
  readonly mistakes: readonly ConfigurationMistake[];
  readonly unknown: readonly UnknownOption[];
  readonly deprecated: readonly DeprecatedName[];
  /** The assignments of the files, those to options of others included. */
  readonly files: FileValues;
}

/**
 * Reads all sources to their end.
 *
 * @throws {ConfigurationError} A file that cannot be read, or an unknown name in code or on the command line.
 */
export function readConfiguration(options: Omit<ConfigurationOptions, "logger">): ConfigurationReading {
  const environment = options.environment ?? {};
  const files = readConfigFiles(options.files ?? [], options.dirs ?? []);
  const resolver = new Resolver({
    values: options.values ?? {},
    commandLine: options.commandLine ?? [],
    environment,
    files,
  });
  const assigned = new Map<Option<unknown>, AssignedValue>();
  const mistakes: ConfigurationMistake[] = [];
  for (const option of optionGroups.flatMap((group) => group.options)) {
    try {
      const value = resolver.resolve(option);
      if (value !== undefined) assigned.set(option, value);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      mistakes.push({ option, error });
    }
  }
  const unknown = findUnknownOptions(environment, files);
  const configuration = new Configuration(assigned, unknown);
  return { configuration, mistakes, unknown, deprecated: findDeprecatedNames(files), files };
}

/**
 * Reads and checks all sources. Without options every value is the default.
 *
 * @throws {ConfigurationError} A file that cannot be read, an unknown name, or a value its option cannot have.
 */
export function loadConfiguration(options: ConfigurationOptions = {}): Configuration {
  const { configuration, mistakes, unknown, deprecated } = readConfiguration(options);
  const [mistake] = mistakes;
  if (mistake !== undefined) throw mistake.error;
  warnOfUnknownOptions(unknown, options.logger);
  if (options.logger !== undefined) warnOfDeprecatedNames(deprecated, options.logger);
  return configuration;
}
