import { resolve } from "node:path";
import { ConfigurationError } from "../../src/errors/setup-errors.js";
import { errorLines } from "../../src/terminal/error-lines.js";
import { UsageError } from "../../src/terminal/usage-error.js";
import { readConfig } from "../config.js";
import { chooseFiles, ownFiles } from "../definition-files.js";
import { loadPlugins } from "../plugin.js";
import type { Print } from "../print.js";
import { DEFINITION_FOLDER } from "../project/find-project.js";
import { type Watched, watchDefinitions } from "../watch/watch-definitions.js";
import { filesOfDefinitions } from "../watch/watched-files.js";
import { type GenerateOptions, generate, refuseContradictions } from "./generate.js";

/**
 * Generates, and does so again whenever a definition, a file that one refers to or the configuration changes. A mistake
 * is told, and the code stays as it was until it is corrected.
 *
 * @param tell takes what is no result: mistakes, and that it goes on
 * @returns when the signal is aborted
 * @throws {UsageError} there is nothing to begin with.
 */
export async function watchAndGenerate(
  files: readonly string[],
  options: GenerateOptions,
  { print, tell }: { readonly print: Print; readonly tell: Print },
  signal: AbortSignal,
): Promise<void> {
  refuseContradictions(options);
  const config = readConfig();
  chooseFiles(files, config);
  const plugins = await loadPlugins(config.plugins, config.root);
  let isFirst = true;
  const build = async () => {
    try {
      await generate(files, options, readConfig(), print, plugins);
    } catch (error) {
      if (isFirst && isUsage(error)) throw error;
      for (const line of errorLines(error, false)) tell(line);
    }
    if (isFirst) tell("watching; Ctrl+C ends it");
    isFirst = false;
  };
  let known: Watched = { files: new Set(), folders: [] };
  const watched = (): Watched => {
    known = watchedNow(files) ?? known;
    return known;
  };
  await watchDefinitions(watched, build, signal);
}

/** Undefined while the configuration is wrong. */
function watchedNow(named: readonly string[]): Watched | undefined {
  try {
    const config = readConfig();
    const searched = named.length > 0 ? [] : config.packages.filter(({ schemas }) => schemas === undefined);
    const chosen = named.length > 0 ? named : config.packages.flatMap(ownFiles);
    const files = filesOfDefinitions(chosen, config.reading.resources);
    return {
      files: new Set([...files, resolve(config.file)]),
      folders: searched.map(({ folder }) => resolve(folder, DEFINITION_FOLDER)),
    };
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  }
}

function isUsage(error: unknown): boolean {
  return error instanceof UsageError || error instanceof ConfigurationError;
}
