import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { ServiceModel } from "../src/definition/model.js";
import { ConfigurationError } from "../src/errors/setup-errors.js";
import { isJsonObject } from "../src/json/json-object.js";
import { CommandFailure } from "../src/terminal/command-failure.js";
import type { GeneratedFile } from "./emit/service-files.js";
import { isPortableName } from "./file-name.js";

/** A service as plugins get it. */
export interface PluginService {
  /** The folder of its generated code, inside the output folder. */
  readonly name: string;
  /** The definition, read and checked; every `$ref` in it leads to its `$defs`. */
  readonly model: ServiceModel;
  /** Path of the definition as generated code names it. */
  readonly sourceFile: string;
  /** The first lines of a file of TypeScript that is generated. */
  readonly header: string;
  /** The names of the files that `oslo-gen` itself writes. */
  readonly files: readonly string[];
}

/**
 * Writes more files of each service. They are generated as all others are: `--check` compares them, the manifest has
 * them, and they go when the plugin writes them no longer.
 */
export interface GeneratorPlugin {
  readonly name: string;
  /** The files to write beside the generated ones, in the folder of the service. */
  files(service: PluginService): readonly GeneratedFile[];
}

const FILE = /^[A-Za-z0-9_][A-Za-z0-9_.-]*\.(?:ts|txt|yaml)$/;

/**
 * Loads the plugins of the configuration: modules that export `plugin`, by their paths from the folder of the project or as
 * packages that are installed there.
 *
 * @param root the folder of the project
 * @throws {ConfigurationError} one cannot be loaded, or exports no plugin.
 */
export async function loadPlugins(
  modules: readonly string[],
  root: string,
): Promise<readonly GeneratorPlugin[]> {
  const plugins: GeneratorPlugin[] = [];
  for (const name of modules) {
    const module: unknown = await import(locate(name, root)).catch((error: unknown) => fail(name, error));
    const plugin = isJsonObject(module) ? module.plugin : undefined;
    if (!isPlugin(plugin))
      throw new ConfigurationError(`plugin ${name}: exports no "plugin" with a name and files(service)`);
    plugins.push(plugin);
  }
  return plugins;
}

/**
 * The files of plugins for a service.
 *
 * @throws {CommandFailure} a plugin fails, or writes a file that is none or that is there already.
 */
export function pluginFiles(plugins: readonly GeneratorPlugin[], service: PluginService): GeneratedFile[] {
  const taken = new Map(service.files.map((name) => [name.toLowerCase(), "oslo-gen"]));
  return plugins.flatMap((plugin) => {
    const files = [...run(plugin, service)];
    for (const { name, text } of files) {
      const where = `plugin ${plugin.name}: ${JSON.stringify(name)}`;
      if (typeof text !== "string" || typeof name !== "string" || !FILE.test(name)) {
        throw new CommandFailure(
          `${where} must be the name of a file that ends in .ts, .txt or .yaml, with a text; nothing was written`,
        );
      }
      if (!isPortableName(name))
        throw new CommandFailure(`${where} is no name that Windows can have; nothing was written`);
      const owner = taken.get(name.toLowerCase());
      if (owner !== undefined)
        throw new CommandFailure(`${where} is written by ${owner} already; nothing was written`);
      taken.set(name.toLowerCase(), `plugin ${plugin.name}`);
    }
    return files.map(({ name, text }) => ({ name, text }));
  });
}

function run(plugin: GeneratorPlugin, service: PluginService): readonly GeneratedFile[] {
  try {
    return plugin.files(service);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`plugin ${plugin.name} failed for ${service.sourceFile}: ${reason}`);
  }
}

function locate(name: string, root: string): string {
  if (/^\.{0,2}[\\/]/.test(name)) return pathToFileURL(resolve(root, name)).href;
  try {
    return pathToFileURL(createRequire(resolve(root, "package.json")).resolve(name)).href;
  } catch (error) {
    return fail(name, error);
  }
}

function isPlugin(value: unknown): value is GeneratorPlugin {
  return isJsonObject(value) && typeof value.name === "string" && typeof value.files === "function";
}

function fail(name: string, error: unknown): never {
  const [reason] = (error instanceof Error ? error.message : String(error)).split("\n");
  throw new ConfigurationError(`plugin ${name}: cannot be loaded: ${reason}`, { cause: error });
}
