import { compareVersions, parseVersion } from "../../../src/definition/version.js";
import type { Evidence } from "../evidence.js";
import type { ServiceClasses } from "../find-services.js";
import { ConfigOptions, type OptionName } from "../python/config-options.js";
import type { PythonModule } from "../python/module.js";
import type { Names } from "../python/names.js";
import type { TargetFacts, TargetMember } from "../target.js";
import type { Overrides } from "./import-service.js";
import { fileName } from "./service-name.js";

/** Where a service is reached, and its version. */
export interface ServiceTarget {
  readonly topic: string;
  readonly exchange?: string;
  readonly controlExchange?: string;
  readonly namespace?: string;
  readonly version: string;
}

/** A person's word, and where it is kept what is certain and what is not. */
interface Told {
  readonly overrides: Overrides;
  readonly service: string;
  readonly evidence: Evidence;
}

/** The sources of one interface: what their Targets say, and where they are. */
interface Sources {
  readonly targets: readonly TargetFacts[];
  readonly modules: readonly PythonModule[];
  readonly options: ConfigOptions;
}

/** Reads where a service is reached of what its classes say, and of the defaults of the options that they name. */
export function targetOf(classes: ServiceClasses, names: Names, told: Told): ServiceTarget {
  const { endpoint, clients } = classes;
  const { service, evidence } = told;
  const all = [...(endpoint === undefined ? [] : [endpoint]), ...clients];
  const sources: Sources = {
    targets: all.flatMap(({ target }) => target ?? []),
    modules: all.map((each) => each.class.module),
    options: new ConfigOptions(names),
  };
  const topic = memberOf("topic", sources, told);
  if (topic === undefined) evidence.missing(`topic (${reasonFor("topic", sources)}; name it with --topic)`);
  const exchange = exchangeOf(sources, told);
  const namespace = memberOf("namespace", sources, told);
  if (namespace === undefined && isUnknown("namespace", sources))
    evidence.missing(`namespace (${reasonFor("namespace", sources)}; name it with --namespace)`);
  const version = versionOf(classes, sources, told);
  return {
    topic: topic ?? fileName(service),
    ...exchange,
    ...(namespace === undefined ? {} : { namespace }),
    version,
  };
}

/** The value that somebody said, or a Target, or the default of the option that it names. */
function memberOf(member: TargetMember, sources: Sources, { overrides, evidence }: Told): string | undefined {
  const value =
    overrides[member] ?? sources.targets.map((each) => each[member]).find((each) => each !== undefined);
  if (value !== undefined) {
    evidence.certain(`${member} ${value}`);
    return value;
  }
  const option = optionFor(member, sources);
  return option === undefined ? undefined : defaultOf(member, option, sources, evidence);
}

function optionFor(member: TargetMember, { targets }: Sources): OptionName | undefined {
  return targets.map(({ options }) => options.get(member)).find((each) => each !== undefined);
}

/** The default of an option that is seen; else what its name lets suppose of a topic. */
function defaultOf(
  member: TargetMember,
  option: OptionName,
  { modules, options }: Sources,
  evidence: Evidence,
): string | undefined {
  const found = modules.slice(0, 1).flatMap((module) => options.defaultsOf(option, module));
  const texts = found.filter(({ value }) => typeof value === "string" && value !== "");
  const [first, ...others] = texts;
  const key = option.group === undefined ? option.name : `[${option.group}] ${option.name}`;
  if (first !== undefined && others.length === 0) {
    evidence.certain(`${member} ${String(first.value)} (the default of the option ${key})`);
    return String(first.value);
  }
  if (first !== undefined) {
    const values = texts.map(({ value }) => String(value)).join(" or ");
    evidence.guessed(`${member} ${String(first.value)} (the option ${key} has the defaults ${values})`);
    return String(first.value);
  }
  if (member !== "topic") return undefined;
  const [, stem] = /^(.+)_topic$/.exec(option.name) ?? [];
  const guess = stem ?? option.group;
  if (guess !== undefined)
    evidence.guessed(`topic ${guess} (by the name of the option ${key}, whose default is in no file here)`);
  return guess;
}

/** The exchange, or the default that the sources give the one which is configured. */
function exchangeOf(sources: Sources, told: Told): Pick<ServiceTarget, "exchange" | "controlExchange"> {
  const { overrides, evidence } = told;
  if (overrides.controlExchange !== undefined) {
    evidence.certain(`control_exchange ${overrides.controlExchange}`);
    return { controlExchange: overrides.controlExchange };
  }
  const isConfigured = optionFor("exchange", sources)?.name === "control_exchange";
  if (overrides.exchange !== undefined || !isConfigured) {
    const exchange = memberOf("exchange", sources, told);
    if (exchange !== undefined) return { exchange };
    if (isUnknown("exchange", sources)) {
      evidence.missing(`exchange (${reasonFor("exchange", sources)})`);
      return {};
    }
  }
  const { modules, options } = sources;
  const found = modules.slice(0, 1).flatMap((module) => options.controlExchanges(module));
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0) {
    evidence.certain(`control_exchange ${String(first.value)} (its default in ${first.file})`);
    return { controlExchange: String(first.value) };
  }
  if (first !== undefined) {
    const values = found.map(({ value, file }) => `${String(value)} in ${file}`).join(", ");
    evidence.missing(
      `control_exchange (it has several defaults: ${values}; name it with --control-exchange)`,
    );
  } else if (isConfigured)
    evidence.missing("control_exchange (no file here gives it a default; name it with --control-exchange)");
  return {};
}

function isUnknown(member: TargetMember, { targets }: Sources): boolean {
  return targets.some((each) => each.unknown.has(member));
}

function reasonFor(member: TargetMember, { targets }: Sources): string {
  const text = targets.map((each) => each.unknown.get(member)).find((each) => each !== undefined);
  return text === undefined ? "no source names it" : `${text} is not known without running it`;
}

/** The version an endpoint says it has; else the newest that a client asks for. */
function versionOf(
  { endpoint, clients }: ServiceClasses,
  sources: Sources,
  { overrides, evidence }: Told,
): string {
  const said = overrides.version ?? endpoint?.target?.version;
  if (said !== undefined && parseVersion(said) !== undefined) {
    evidence.certain(`version ${said}`);
    return said;
  }
  const option = said === undefined ? optionFor("version", sources) : undefined;
  const configured = option && defaultOf("version", option, sources, evidence);
  if (configured !== undefined && parseVersion(configured) !== undefined) return configured;
  const asked = clients
    .flatMap(({ target, calls }) => [target?.version, ...calls.flatMap(({ versions }) => versions ?? [])])
    .filter((each) => parseVersion(each) !== undefined) as string[];
  const newest = asked.toSorted(compareVersions).at(-1);
  if (newest !== undefined && clients.length > 0 && endpoint === undefined)
    evidence.certain(`version ${newest}`);
  else if (newest !== undefined) evidence.guessed(`version ${newest} (the newest that a client asks for)`);
  else evidence.guessed(`version 1.0 (${said ?? versionReason(sources)})`);
  return newest ?? "1.0";
}

function versionReason(sources: Sources): string {
  const reason = reasonFor("version", sources);
  return isUnknown("version", sources) ? `${reason}; name it with --target-version` : reason;
}
