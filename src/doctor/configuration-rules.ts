import type { FileAssignment } from "../config/config-files.js";
import type { ConfigurationReading } from "../config/configuration.js";
import { normalizeSection } from "../config/ini.js";
import { findOption, optionGroups } from "../config/options.js";
import { describeSource } from "../config/value-source.js";
import { didYouMean, misspelt } from "../errors/did-you-mean.js";
import type { ReportFinding } from "./finding.js";

/** Sections whose name says that they are of oslo.messaging. */
const OWN_SECTION = /^(?:oslo[_.-]?mess?ag|messaging[_.-]|rabbit$|default$)/i;
/** Names that can only be meant for a driver, wherever they stand. */
const DRIVER_OPTION =
  /^(?:rabbit_|kombu_|amqp_|heartbeat_(?:rate|timeout_threshold|in_pthread)$|direct_mandatory_flag$|enable_cancel_on_failover$|use_queue_manager$)/;
/** The same in [DEFAULT], where no service of OpenStack has an option of that name. */
const DRIVER_OPTION_BY_DEFAULT = /^ssl$/;

/** Options of old releases whose place is the transport URL now. */
const REMOVED = /^(?:rabbit_(?:hosts?|port|userid|password|virtual_host|use_ssl)|rpc_backend|qpid_\w+)$/;

/** [DEFAULT] has the options of other libraries and of the service as well: of those nothing is known. */
const ownDefaults = optionGroups.flatMap(({ name, options }) =>
  name === "DEFAULT" ? options.map((option) => option.name) : [],
);

/** Finds what is wrong in configuration files, environment and command line, before anything is connected to. */
export function checkConfiguration(reading: ConfigurationReading, report: ReportFinding): void {
  for (const { error } of reading.mistakes) {
    const { message } = error;
    const [, where = "configuration", problem = message] = /^(.*?(?::\d+|))?: (.*)$/s.exec(message) ?? [];
    report({ check: "bad-value", severity: "error", where, problem, cure: cureOfValue(problem) });
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
  checkRepeated(reading, report);
  checkPlaces(reading, report);
}

function cureOfValue(problem: string): string {
  if (/leads nowhere/.test(problem)) return "write $$ for a plain $, or set the option that it refers to";
  if (/^'[^']*\s[#;]/.test(problem))
    return "put the comment on a line of its own: behind a value it is a part of it";
  return "give it such a value";
}

/** Options that one file sets twice, and not to the same: of them the last counts. */
function checkRepeated({ files }: ConfigurationReading, report: ReportFinding): void {
  const former = new Map<string, FileAssignment>();
  for (const assignment of files.assignments()) {
    const { section, key, file, line, value } = assignment;
    const option = findOption(section, key);
    if (option === undefined || option.type.multiple) continue;
    const place = `${file}\n${section}\n${key}`;
    const before = former.get(place);
    former.set(place, assignment);
    if (before === undefined || before.value === value) continue;
    report({
      check: "set-twice",
      severity: "warning",
      where: `${file}:${line}`,
      problem: `${key} is set in line ${before.line} as well, to another value, which does nothing`,
      cure: "remove the one that is not meant",
    });
  }
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
    } else if (!known.has(section) && (OWN_SECTION.test(section) || isDriverOption(section, key))) {
      report({
        check: "unknown-section",
        severity: "warning",
        where,
        problem: `no section is called [${section}]: what stands in it does nothing`,
        cure: cureOfSection(section, key),
      });
    } else if (
      section === "DEFAULT" &&
      findOption(section, key) === undefined &&
      misspelt(key, ownDefaults)
    ) {
      report({
        check: "unknown-option",
        severity: "warning",
        where,
        problem: `[DEFAULT] has no option ${key}: it does nothing`,
        cure: `write ${misspelt(key, ownDefaults)}`,
      });
    } else if (section === "DEFAULT" && isDriverOption(section, key)) {
      const groups = groupsOf(key);
      if (groups.length === 0) continue;
      report({
        check: "wrong-section",
        severity: "warning",
        where,
        problem: `${key} does nothing in [DEFAULT]`,
        cure: `move it to ${groups.join(" or ")}`,
      });
    }
  }
}

function isDriverOption(section: string, key: string): boolean {
  if (DRIVER_OPTION.test(key)) return groupsOf(key).length > 0;
  return section === "DEFAULT" && DRIVER_OPTION_BY_DEFAULT.test(key);
}

/** The sections of drivers that have an option of the name. */
function groupsOf(key: string): readonly string[] {
  return optionGroups
    .filter(({ driver, options }) => driver !== undefined && options.some(({ name }) => name === key))
    .map(({ name }) => `[${name}]`);
}

function cureOfSection(section: string, key: string): string {
  const groups = groupsOf(key);
  if (groups.length === 1) return `write ${groups.join()}`;
  const sections = optionGroups.map(({ name }) => name);
  return didYouMean(section, sections).replace(/^; /, "") || `the sections are ${sections.join(", ")}`;
}
