import { existsSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ReadOptions } from "../src/definition/read-options.js";
import { ConfigurationError } from "../src/errors/setup-errors.js";
import { parseJson } from "../src/json/json.js";
import { JsonError } from "../src/json/json-error.js";
import { isJsonObject, type JsonObject } from "../src/json/json-object.js";
import { mistakePlace } from "../src/json/mistake-place.js";
import { type BreakingSettings, breakingSettings } from "./breaking/settings.js";
import type { LintSettings } from "./lint/lint-file.js";
import { ConfigValues } from "./project/config-values.js";
import { CONFIG_FILE, findProject } from "./project/find-project.js";
import { seenFrom } from "./project/folders.js";
import {
  hasOctets,
  namedPackages,
  PACKAGE_KEYS,
  type PackageSettings,
  packagesOf,
} from "./project/package-settings.js";

/** The settings of a project. An option of the command line counts more. Paths are seen from the current folder. */
export interface GeneratorConfig {
  /** The folder of the project; "" when it is the current one. */
  readonly root: string;
  /** The file that says so, which need not be there. */
  readonly file: string;
  /** The packages that a command works on, at least one. */
  readonly packages: readonly PackageSettings[];
  /** Severities of lint rules, by id. */
  readonly lint: LintSettings;
  readonly breaking: BreakingSettings;
  /** The way definitions are read. */
  readonly reading: ReadOptions;
  /** Formats that others know. */
  readonly formats: readonly string[];
  /** Modules of plugins, by paths from the folder of the project that begin with a dot, or as packages. */
  readonly plugins: readonly string[];
}

const KEYS = [
  ...["$schema", "packages", ...PACKAGE_KEYS],
  ...["lint", "breaking", "plugins", "resources", "keywords", "formats"],
];
const SEVERITIES: readonly unknown[] = ["off", "warn", "error"];

/**
 * Reads `oslo-gen.config.json` of the project around the current folder; without one the defaults stand.
 *
 * @throws {ConfigurationError}
 */
export function readConfig(): GeneratorConfig {
  const root = findProject(namesPackage);
  const file = join(root, CONFIG_FILE);
  const values = existsSync(file) ? readValues(file) : new ConfigValues(file, {}, KEYS);
  const packages = packagesOf(values, file, root);
  const checksOctets = packages.some(hasOctets);
  const resources = values.map("resources", "addresses of schemas to paths of files or folders");
  return {
    root,
    file,
    packages,
    lint: lintSettings(values),
    breaking: { ...settingsOfBreaking(values), checksOctets },
    reading: {
      resources: Object.fromEntries(
        Object.entries(resources).map(([address, path]) => [address, seenFrom(root, path)]),
      ),
      keywords: values.list("keywords", "names") ?? [],
    },
    formats: values.list("formats", "names") ?? [],
    plugins: values.list("plugins", "paths") ?? [],
  };
}

/**
 * The content of a configuration.
 *
 * @param where its path
 * @throws {ConfigurationError} it is no JSON object with known keys.
 */
export function configValues(where: string, text: string): ConfigValues {
  return new ConfigValues(where, parseConfig(where, text), KEYS);
}

function readValues(file: string): ConfigValues {
  if (!statSync(file).isFile()) throw new ConfigurationError(`${file}: is in the way: it is no file`);
  return configValues(file, readFileSync(file, "utf8"));
}

function namesPackage(folder: string, packageFolder: string): boolean {
  const named = namedPackages(readValues(join(folder, CONFIG_FILE))) ?? {};
  return Object.keys(named).some((path) => resolve(folder, path) === packageFolder);
}

function parseConfig(file: string, text: string): JsonObject {
  const json = text.replace(/^\ufeff/, "");
  if (json.trim() === "")
    throw new ConfigurationError(`${file}: is empty; write a JSON object, or remove the file`);
  let values: unknown;
  try {
    values = parseJson(json);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const { reason, place } = mistakePlace(error, json);
    throw new ConfigurationError(`${file}: is not JSON: ${reason} at ${place}`);
  }
  if (isJsonObject(values)) return values;
  throw new ConfigurationError(`${file}: must hold a JSON object`);
}

function lintSettings(values: ConfigValues): LintSettings {
  const value = values.get("lint");
  if (value === undefined) return {};
  const isMap = isJsonObject(value) && Object.values(value).every((item) => SEVERITIES.includes(item));
  return isMap
    ? (value as LintSettings)
    : values.fail('"lint" must map ids of rules to "off", "warn" or "error"');
}

function settingsOfBreaking(values: ConfigValues): BreakingSettings {
  const settings = breakingSettings(values.get("breaking"));
  return typeof settings === "string" ? values.fail(settings) : settings;
}
