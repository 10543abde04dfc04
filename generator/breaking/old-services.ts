import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { loadService } from "../../src/definition/load-service.js";
import type { ServiceModel } from "../../src/definition/model.js";
import { DefinitionError } from "../../src/errors/setup-errors.js";
import { UsageError } from "../../src/terminal/usage-error.js";
import { GitFiles } from "./git-files.js";

/**
 * Loads what definitions were before.
 *
 * @param against path of a file, if there is one, or else a git ref
 * @returns the old service for each file; undefined for one that was not there
 * @throws {UsageError} `against` is neither, or is one file for several.
 * @throws {DefinitionError} an old definition is wrong.
 */
export function loadOldServices(
  against: string,
  files: readonly string[],
): Map<string, ServiceModel | undefined> {
  if (statSync(against, { throwIfNoEntry: false })?.isFile() !== true) return fromGit(against, files);
  const [file, ...others] = files;
  if (file === undefined || others.length > 0) {
    throw new UsageError(`--against ${against} is one file: name the one definition to compare it with`);
  }
  return new Map([[file, loadService(against)]]);
}

function fromGit(ref: string, files: readonly string[]): Map<string, ServiceModel | undefined> {
  const home = mkdtempSync(join(tmpdir(), "oslo-gen-"));
  try {
    return new Map(files.map((file) => [file, oneFromGit(ref, file, home)]));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function oneFromGit(ref: string, file: string, home: string): ServiceModel | undefined {
  const repository = GitFiles.open(ref, dirname(file));
  const path = repository.pathOf(file);
  if (path === undefined) throw new UsageError(`${file} is a link that leads out of its git repository`);
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
