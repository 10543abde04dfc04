import { readFileSync, statSync } from "node:fs";
import type { ReadOptions } from "../src/definition/read-options.js";
import { didYouMean } from "../src/errors/did-you-mean.js";
import { ConfigurationError } from "../src/errors/setup-errors.js";
import { isJsonObject, type JsonObject } from "../src/json/json-object.js";
import { type BreakingSettings, breakingSettings } from "./breaking/settings.js";
import type { ImportExtension } from "./emit/context.js";
import type { LintSettings } from "./lint/lint-file.js";

/** Where a project keeps the settings of oslo-gen. */
export const CONFIG_FILE = "oslo-gen.config.json";

/** The settings of the file. An option of the command line counts more. */
export interface GeneratorConfig {
  /** Definition files. */
  readonly schemas: readonly string[] | undefined;
  /** Folder of generated code. */
  readonly out: string;
  /** Folder of the user's endpoint classes. */
  readonly dir: string;
  readonly importExtension: ImportExtension;
  /** Severities of lint rules, by id. */
  readonly lint: LintSettings;
  readonly breaking: BreakingSettings;
  /** The way definitions are read. */
  readonly reading: ReadOptions;
  /** Formats that others know. */
  readonly formats: readonly string[];
  /** Modules of plugins, by paths that begin with a dot or as packages. */
  readonly plugins: readonly string[];
}

const EXTENSIONS: readonly ImportExtension[] = ["js", "ts", "none"];
const KEYS = [
  ...["$schema", "schemas", "out", "dir", "importExtension", "lint", "breaking", "plugins"],
  ...["resources", "keywords", "formats"],
];
const SEVERITIES: readonly unknown[] = ["off", "warn", "error"];

/**
 * Reads `oslo-gen.config.json` of the current folder; without one the defaults stand.
 *
 * @throws {ConfigurationError}
 */
export function readConfig(): GeneratorConfig {
  const stats = statSync(CONFIG_FILE, { throwIfNoEntry: false });
  if (stats?.isFile() === false) fail("is in the way: it is no file");
  const values = stats === undefined ? {} : parseConfig(readFileSync(CONFIG_FILE, "utf8"));
  for (const key of Object.keys(values)) {
    if (!KEYS.includes(key)) fail(`${JSON.stringify(key)} is no known key${didYouMean(key, KEYS)}`);
  }
  return {
    schemas: fileList(values.schemas, "schemas"),
    out: folder(values, "out", "generated"),
    dir: folder(values, "dir", "src/endpoints"),
    importExtension: extension(values.importExtension),
    lint: lintSettings(values.lint),
    breaking: settingsOfBreaking(values.breaking),
    reading: { resources: resourceFiles(values.resources), keywords: nameList(values.keywords, "keywords") },
    formats: nameList(values.formats, "formats"),
    plugins: fileList(values.plugins, "plugins") ?? [],
  };
}

function parseConfig(text: string): JsonObject {
  try {
    const values: unknown = JSON.parse(text.replace(/^\ufeff/, ""));
    if (isJsonObject(values)) return values;
  } catch (error) {
    fail(`is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return fail("must hold a JSON object");
}

function fileList(value: unknown, key: string): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const isList = Array.isArray(value) && value.every((item) => typeof item === "string" && item !== "");
  return isList ? value : fail(`"${key}" must be a list of paths`);
}

function nameList(value: unknown, key: string): readonly string[] {
  const isList = Array.isArray(value) && value.every((item) => typeof item === "string" && item !== "");
  if (value === undefined) return [];
  return isList ? value : fail(`"${key}" must be a list of names`);
}

function resourceFiles(value: unknown): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  const isMap =
    isJsonObject(value) && Object.values(value).every((item) => typeof item === "string" && item !== "");
  return isMap
    ? (value as Readonly<Record<string, string>>)
    : fail('"resources" must map addresses of schemas to paths of files or folders');
}

function folder(values: JsonObject, key: string, fallback: string): string {
  const value = Object.hasOwn(values, key) ? values[key] : fallback;
  return typeof value === "string" && value !== "" ? value : fail(`"${key}" must be the path of a folder`);
}

function extension(value: unknown): ImportExtension {
  const known = value === undefined ? "js" : EXTENSIONS.find((candidate) => candidate === value);
  return known ?? fail(`"importExtension" must be one of ${EXTENSIONS.join(", ")}`);
}

function lintSettings(value: unknown): LintSettings {
  if (value === undefined) return {};
  const isMap = isJsonObject(value) && Object.values(value).every((item) => SEVERITIES.includes(item));
  return isMap ? (value as LintSettings) : fail('"lint" must map ids of rules to "off", "warn" or "error"');
}

function settingsOfBreaking(value: unknown): BreakingSettings {
  const settings = breakingSettings(value);
  return typeof settings === "string" ? fail(settings) : settings;
}

function fail(reason: string): never {
  throw new ConfigurationError(`${CONFIG_FILE}: ${reason}`);
}
