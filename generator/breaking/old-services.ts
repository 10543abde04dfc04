import { statSync } from "node:fs";
import { dirname } from "node:path";
import { isDefinitionName } from "../../src/definition/definition-format.js";
import { loadService } from "../../src/definition/load-service.js";
import type { ServiceModel } from "../../src/definition/model.js";
import { Problems } from "../../src/definition/problems.js";
import { readDocument, UnreadableFile } from "../../src/definition/read-document.js";
import type { ReadOptions } from "../../src/definition/read-options.js";
import { DefinitionError } from "../../src/errors/setup-errors.js";
import { memberOf } from "../../src/json/json-object.js";
import { UsageError } from "../../src/terminal/usage-error.js";
import { CONFIG_FILE } from "../config.js";
import { DEFINITION_FOLDER } from "../definition-files.js";
import { GitFiles } from "./git-files.js";

/** The definitions of a project as they were. */
export interface OldServices {
  /** The old service for each file of today; undefined for one that was not there. */
  readonly byFile: ReadonlyMap<string, ServiceModel | undefined>;
  /** Those whose definition is there no longer, by what was its file. */
  readonly gone: ReadonlyMap<string, ServiceModel>;
}

/**
 * Loads what definitions were before.
 *
 * @param against path of a file, if there is one, or else a git ref
 * @param isWhole the files are all there are, so that what was there beside them is gone
 * @throws {UsageError} `against` is neither, or is one file for several.
 * @throws {DefinitionError} an old definition is wrong, or git cannot tell what it was.
 */
export function loadOldServices(
  against: string,
  files: readonly string[],
  isWhole: boolean,
  reading: ReadOptions = {},
): OldServices {
  if (statSync(against, { throwIfNoEntry: false })?.isFile() !== true) {
    return fromGit(against, files, isWhole, reading);
  }
  const [file, ...others] = files;
  if (file === undefined || others.length > 0) {
    throw new UsageError(`--against ${against} is one file: name the one definition to compare it with`);
  }
  return { byFile: new Map([[file, loadService(against, reading)]]), gone: new Map() };
}

function fromGit(ref: string, files: readonly string[], isWhole: boolean, reading: ReadOptions): OldServices {
  const opened = new Map<string, GitFiles>();
  const around = (folder: string): GitFiles => {
    const repository = opened.get(folder) ?? GitFiles.open(ref, folder);
    opened.set(folder, repository);
    return repository;
  };
  const byFile = new Map(
    files.map((file) => {
      const repository = around(dirname(file));
      return [file, loadFrom(repository, repository.pathOf(file), reading)];
    }),
  );
  const gone = new Map<string, ServiceModel>();
  if (!isWhole) return { byFile, gone };
  const repository = around(".");
  const there = new Set(files.map((file) => repository.pathOf(file)));
  for (const path of oldDefinitions(repository)) {
    const old = there.has(path) ? undefined : loadFrom(repository, path, reading);
    if (old !== undefined) gone.set(repository.fromHere(path), old);
  }
  return { byFile, gone };
}

/**
 * Loads a definition of the commit. What was not there is undefined; what was there and cannot be read is a mistake.
 */
function loadFrom(repository: GitFiles, path: string, reading: ReadOptions): ServiceModel | undefined {
  const resources = Object.entries(reading.resources ?? {}).map(([address, file]) => {
    const there = repository.pathOf(file);
    return [address, address.endsWith("/") ? `${there}/` : there];
  });
  const options = { ...reading, resources: Object.fromEntries(resources) };
  return namingPlaces(repository, path, () =>
    repository.has(path)
      ? loadService(path, { ...options, readFile: (file) => repository.read(file) })
      : undefined,
  );
}

/** The definitions that a command without files would have taken then, as paths inside the repository. */
function oldDefinitions(repository: GitFiles): string[] {
  const listed = memberOf(contentOf(repository, repository.pathOf(CONFIG_FILE)), "schemas");
  if (Array.isArray(listed)) return listed.map((file) => repository.pathOf(String(file)));
  return repository
    .below(DEFINITION_FOLDER)
    .filter(isDefinitionName)
    .filter((path) => memberOf(contentOf(repository, path), "service") !== undefined);
}

function contentOf(repository: GitFiles, path: string): unknown {
  return namingPlaces(repository, path, () =>
    repository.has(path) ? readDocument(path, new Problems(), (file) => repository.read(file)) : undefined,
  );
}

/** Errors name a place as git does: by the ref and the path. */
function namingPlaces<T>({ ref }: GitFiles, path: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof UnreadableFile || error instanceof DefinitionError)) throw error;
    const problems =
      error instanceof DefinitionError
        ? error.problems
        : [{ file: path, pointer: "", message: error.message }];
    throw new DefinitionError(problems.map((problem) => ({ ...problem, file: `${ref}:${problem.file}` })));
  }
}
