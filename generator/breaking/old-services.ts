import { statSync } from "node:fs";
import { dirname } from "node:path";
import { getOrInsert } from "../../src/collections/get-or-insert.js";
import { isDefinitionName } from "../../src/definition/definition-format.js";
import { loadService } from "../../src/definition/load-service.js";
import type { ServiceModel } from "../../src/definition/model.js";
import { Problems } from "../../src/definition/problems.js";
import { readDocument, UnreadableFile } from "../../src/definition/read-document.js";
import type { ReadOptions } from "../../src/definition/read-options.js";
import { DefinitionError } from "../../src/errors/setup-errors.js";
import { isJsonObject, memberOf } from "../../src/json/json-object.js";
import { UsageError } from "../../src/terminal/usage-error.js";
import type { GeneratorConfig } from "../config.js";
import { ConfigValues } from "../project/config-values.js";
import { DEFINITION_FOLDER } from "../project/find-project.js";
import { seenFrom } from "../project/folders.js";
import { packagesOf } from "../project/package-settings.js";
import { GitFiles } from "./git-files.js";

/** Where a project has its configuration. */
export type OldProject = Pick<GeneratorConfig, "root" | "file">;

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
 * @param project the project whose files they all are, so that what was there beside them is gone
 * @throws {UsageError} `against` is neither, or is one file for several.
 * @throws {DefinitionError} an old definition is wrong, or git cannot tell what it was.
 */
export function loadOldServices(
  against: string,
  files: readonly string[],
  project: OldProject | undefined,
  reading: ReadOptions = {},
): OldServices {
  if (statSync(against, { throwIfNoEntry: false })?.isFile() !== true) {
    return fromGit(against, files, project, reading);
  }
  const [file, ...others] = files;
  if (file === undefined || others.length > 0) {
    throw new UsageError(`--against ${against} is one file: name the one definition to compare it with`);
  }
  return { byFile: new Map([[file, loadService(against, reading)]]), gone: new Map() };
}

function fromGit(
  ref: string,
  files: readonly string[],
  project: OldProject | undefined,
  reading: ReadOptions,
): OldServices {
  const opened = new Map<string, GitFiles>();
  const around = (folder: string): GitFiles => getOrInsert(opened, folder, () => GitFiles.open(ref, folder));
  const byFile = new Map(
    files.map((file) => {
      const repository = around(dirname(file));
      return [file, loadFrom(repository, repository.pathOf(file), reading)];
    }),
  );
  const gone = new Map<string, ServiceModel>();
  if (project === undefined) return { byFile, gone };
  const repository = around(project.root === "" ? "." : project.root);
  const there = new Set(files.map((file) => repository.pathOf(file)));
  for (const path of oldDefinitions(repository, project)) {
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
      ? loadService(path, {
          ...options,
          readFile: (file) => repository.read(file),
          realPath: (file) => repository.realPath(file),
        })
      : undefined,
  );
}

/** The definitions that a command without files would have taken then, as paths inside the repository. */
function oldDefinitions(repository: GitFiles, { root, file }: OldProject): string[] {
  const content = contentOf(repository, repository.pathOf(file));
  const values = isJsonObject(content) ? content : {};
  // It may have had keys that are none any more.
  const packages = packagesOf(new ConfigValues(file, values, Object.keys(values)), file, root);
  return packages.flatMap(({ folder, schemas }) => {
    if (schemas !== undefined) return schemas.map((path) => repository.pathOf(path));
    return repository
      .below(seenFrom(folder, DEFINITION_FOLDER))
      .filter(isDefinitionName)
      .filter((path) => memberOf(contentOf(repository, path), "service") !== undefined);
  });
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
