import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { loadService } from "../../src/definition/load-service.js";
import type { ServiceModel } from "../../src/definition/model.js";
import { DefinitionError } from "../../src/errors/setup-errors.js";
import { memberOf } from "../../src/json/json-object.js";
import { UsageError } from "../../src/terminal/usage-error.js";
import { CONFIG_FILE } from "../config.js";
import { DEFINITION_FOLDER } from "../definition-files.js";
import { GitFiles } from "./git-files.js";

/** What the definitions of a project were. */
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
 * @throws {DefinitionError} an old definition is wrong.
 */
export function loadOldServices(against: string, files: readonly string[], isWhole: boolean): OldServices {
  if (statSync(against, { throwIfNoEntry: false })?.isFile() !== true) {
    return fromGit(against, files, isWhole);
  }
  const [file, ...others] = files;
  if (file === undefined || others.length > 0) {
    throw new UsageError(`--against ${against} is one file: name the one definition to compare it with`);
  }
  return { byFile: new Map([[file, loadService(against)]]), gone: new Map() };
}

function fromGit(ref: string, files: readonly string[], isWhole: boolean): OldServices {
  const home = mkdtempSync(join(tmpdir(), "oslo-gen-"));
  try {
    const byFile = new Map(files.map((file) => [file, ofToday(ref, file, home)]));
    const gone = new Map<string, ServiceModel>();
    if (!isWhole) return { byFile, gone };
    const repository = GitFiles.open(ref, ".");
    const there = new Set(files.map((file) => repository.pathOf(file)));
    for (const path of oldDefinitions(repository)) {
      const old = there.has(path) ? undefined : oneFromGit(ref, repository, path, home);
      if (old !== undefined) gone.set(repository.fromHere(path), old);
    }
    return { byFile, gone };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function ofToday(ref: string, file: string, home: string): ServiceModel | undefined {
  const repository = GitFiles.open(ref, dirname(file));
  const path = repository.pathOf(file);
  if (path === undefined) throw new UsageError(`${file} is a link that leads out of its git repository`);
  return oneFromGit(ref, repository, path, home);
}

function oneFromGit(ref: string, repository: GitFiles, path: string, home: string): ServiceModel | undefined {
  if (!bring(repository, path, home, new Set())) return undefined;
  try {
    return loadService(join(home, path));
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    const place = (text: string) => text.replaceAll(`${home}/`, `${ref}:`);
    throw new DefinitionError(
      error.problems.map((problem) => ({
        ...problem,
        file: place(problem.file),
        message: place(problem.message),
      })),
    );
  }
}

/** The definitions that a command without files would have taken then, as paths inside the repository. */
function oldDefinitions(repository: GitFiles): string[] {
  const config = repository.pathOf(CONFIG_FILE);
  const listed = memberOf(parsed(config === undefined ? undefined : repository.read(config)), "schemas");
  if (Array.isArray(listed)) return listed.flatMap((file) => repository.pathOf(String(file)) ?? []);
  return repository
    .below(DEFINITION_FOLDER)
    .filter((path) => path.endsWith(".json"))
    .filter((path) => memberOf(parsed(repository.read(path)), "service") !== undefined);
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse((text ?? "null").replace(/^\ufeff/, ""));
  } catch {
    return undefined;
  }
}

/** Writes a file as it was, and the files its refs lead to, into a folder. False when it was not there. */
function bring(repository: GitFiles, path: string, home: string, done: Set<string>): boolean {
  if (done.has(path)) return true;
  done.add(path);
  const text = repository.read(path);
  if (text === undefined) return false;
  mkdirSync(join(home, dirname(path)), { recursive: true });
  writeFileSync(join(home, path), text);
  for (const ref of refsIn(text)) {
    const target = posix.join(posix.dirname(path), ref);
    // What is outside of the repository git cannot show, and nothing is written there.
    if (!target.startsWith("../") && !posix.isAbsolute(ref)) bring(repository, target, home, done);
  }
  return true;
}

/** The files that the `$ref`s of a text lead to. */
function refsIn(text: string): string[] {
  const paths = new Set<string>();
  try {
    JSON.parse(text.replace(/^\ufeff/, ""), (key, value: unknown) => {
      if (key === "$ref" && typeof value === "string") {
        const path = decodeURIComponent(value.split("#")[0] ?? "");
        if (path !== "" && !path.includes("\\") && !/^[a-z][a-z0-9+.-]*:/i.test(path)) paths.add(path);
      }
      return value;
    });
  } catch {
    // The reader of definitions says what is wrong with it.
  }
  return [...paths];
}
