import { once } from "node:events";
import type { Stats } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import { type FSWatcher, watch } from "chokidar";
import { isDefinitionName } from "../../src/definition/definition-format.js";

/**
 * An editor may write a file in several steps, and save several files at once. chokidar drops what happens to a file
 * within 50 ms of the last event of it, so that a build must come later than that to see it.
 */
const QUIET_MS = 80;

/** The files and folders that are watched. */
export interface Watched {
  /** Files by absolute path. */
  readonly files: ReadonlySet<string>;
  /** Folders all of whose definitions count, those to come included, by absolute path. */
  readonly folders: readonly string[];
}

/**
 * Calls `build` once, and again whenever something that is watched changes. What is watched is asked anew after every
 * build, as a definition may refer to another file by then.
 *
 * @returns when the signal is aborted
 */
export async function watchDefinitions(
  watched: () => Watched,
  build: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  const filter = new WatchFilter(watched());
  // Folders are watched and not files, as a file that an editor replaces is another one.
  const watcher = watch([...filter.folders], {
    ignored: (path, stats) => !filter.accepts(path, stats),
    ignoreInitial: true,
    // A file that is replaced would be told a tenth of a second late.
    atomic: false,
  });
  try {
    await Promise.race([once(watcher, "ready"), aborted(signal)]);
    if (signal.aborted) return;
    const rebuild = async () => {
      await build();
      for (const folder of filter.update(watched())) watcher.add(folder);
    };
    const first = rebuild();
    // Before the first one is done, so that no change meanwhile is lost.
    const changes = rebuildOnChange(watcher, rebuild, signal, first);
    await first;
    await Promise.race([changes, aborted(signal)]);
  } finally {
    await watcher.close();
  }
}

/** Ends only when the watcher fails. */
async function rebuildOnChange(
  watcher: FSWatcher,
  rebuild: () => Promise<void>,
  signal: AbortSignal,
  first: Promise<void>,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  // Whoever began the first one is told how it failed.
  let last = first.catch(() => {});
  const failure = once(watcher, "error", { signal });
  watcher.on("all", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!signal.aborted) last = last.then(rebuild);
    }, QUIET_MS);
  });
  try {
    const [error] = await failure;
    throw error;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

/** Says which paths count. */
class WatchFilter {
  readonly folders = new Set<string>();
  #watched: Watched;

  constructor(watched: Watched) {
    this.#watched = watched;
    this.update(watched);
  }

  /** Takes another set of files. @returns the folders that are new */
  update(watched: Watched): string[] {
    this.#watched = watched;
    const folders = [...[...watched.files].map((file) => dirname(file)), ...watched.folders];
    const added = [...new Set(folders)].filter((folder) => !this.folders.has(folder));
    for (const folder of added) this.folders.add(folder);
    return added;
  }

  accepts(path: string, stats: Stats | undefined): boolean {
    const full = resolve(path);
    if (this.folders.has(full) || this.#watched.files.has(full)) return true;
    if (!this.#watched.folders.some((folder) => full.startsWith(folder + sep))) return false;
    // Before anything is known of a path it may be a folder.
    return stats === undefined || stats.isDirectory() || isDefinitionName(full);
  }
}
