import { existsSync, lstatSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { CommandFailure } from "../../src/terminal/command-failure.js";
import type { GeneratedFile } from "../emit/service-files.js";
import { refuseLinksOutside } from "./links-outside.js";
import { hashOf, MANIFEST_FILE, type Manifest, type ManifestService, manifestText } from "./manifest.js";

/** A change of a file. */
export interface FileChange {
  readonly path: string;
  readonly kind: "create" | "update" | "unchanged" | "remove";
  /** The text that is there now, if it is text. */
  readonly old?: string;
  /** Absent when it is removed. */
  readonly text?: string;
}

/** The files of one service, on their way to the disk. */
export interface ServiceOutput {
  /** The folder of its code inside the output folder, or the name of its page. */
  readonly name: string;
  /** Path of the definition. */
  readonly definition: string;
  readonly files: readonly GeneratedFile[];
}

/** Options of a plan. */
export interface PlanOptions {
  /** The folder of the project, which the output folder does not lead out of by a link. */
  readonly project: string;
  /** The services are all there are: what was written of others, whose definitions are gone, goes too. */
  readonly isWhole: boolean;
  /** Replace and remove also what somebody edited. */
  readonly force: boolean;
  /** By this a file without an entry in the manifest is known as one that was written by oslo-gen. */
  readonly mark: string;
}

/** All that has to be done to an output folder. */
export interface OutputPlan {
  readonly changes: readonly FileChange[];
  /** The files that are in the way; while there is anything nothing may be written. */
  readonly conflicts: readonly string[];
  /** Files that are generated no longer and stay, as somebody edited them. */
  readonly kept: readonly string[];
  /** The manifest while files are being replaced, and afterwards. */
  readonly manifests: { readonly during: string; readonly after: FileChange };
}

/**
 * Compares generated files with what is on the disk. Nothing is written.
 *
 * @throws {CommandFailure} something there is no file, or the folder leads elsewhere.
 */
export function planOutput(
  out: string,
  services: readonly ServiceOutput[],
  manifest: Manifest,
  options: PlanOptions,
): OutputPlan {
  refuseLinksOutside(
    options.project,
    out,
    services.filter(({ files }) => files.some(isCode)).map(({ name }) => name),
  );
  const planner = new Planner(out, manifest, options);
  for (const service of services) planner.service(service);
  if (options.isWhole) planner.removeGone(new Set(services.map(({ name }) => name)));
  return planner.plan();
}

class Planner {
  readonly #out: string;
  readonly #options: PlanOptions;
  readonly #old: Manifest;
  readonly #new: Map<string, ManifestService>;
  readonly #changes: FileChange[] = [];
  readonly #conflicts: string[] = [];
  readonly #kept: string[] = [];

  constructor(out: string, manifest: Manifest, options: PlanOptions) {
    this.#out = out;
    this.#options = options;
    this.#old = manifest;
    this.#new = new Map(manifest);
  }

  service({ name, definition, files }: ServiceOutput): void {
    const recorded = this.#old.get(name)?.files ?? new Map<string, readonly string[]>();
    for (const { name: file, text } of files) {
      this.#write(this.#pathOf(name, file), text, recorded.get(file) ?? []);
    }
    const hashes = new Map(files.map((file) => [file.name, [hashOf(file.text)]]));
    this.#removeAll(
      name,
      [...recorded].filter(([file]) => !hashes.has(file)),
    );
    const from = relative(resolve(this.#out), resolve(definition)).split(sep).join("/");
    this.#new.set(name, { definition: from, files: hashes });
  }

  /** A service whose definition is still there may just not be among those that are generated now. */
  removeGone(present: ReadonlySet<string>): void {
    for (const [name, { definition, files }] of this.#old) {
      if (present.has(name) || existsSync(join(this.#out, definition))) continue;
      this.#removeAll(name, files);
      this.#new.delete(name);
    }
  }

  plan(): OutputPlan {
    const path = join(this.#out, MANIFEST_FILE);
    const text = manifestText(this.#new);
    const old = existsSync(path) ? readFileSync(path, "utf8") : undefined;
    const after: FileChange =
      old === undefined
        ? { path, kind: "create", text }
        : { path, kind: sameText(old, text) ? "unchanged" : "update", old, text };
    return {
      changes: this.#changes,
      conflicts: this.#conflicts,
      kept: this.#kept,
      manifests: { during: manifestText(this.#both()), after },
    };
  }

  #write(path: string, text: string, recorded: readonly string[]): void {
    const old = this.#read(path);
    if (old === undefined) this.#changes.push({ path, kind: "create", text });
    else if (old !== LINK && sameText(old, text)) this.#changes.push({ path, kind: "unchanged", old, text });
    else {
      this.#changes.push({ path, kind: "update", ...(old === LINK ? {} : { old }), text });
      const problem = this.#problem(old, recorded);
      if (problem !== undefined) this.#conflicts.push(`${path} ${problem}`);
    }
  }

  /** Why a file may not be replaced. */
  #problem(old: string | typeof LINK, recorded: readonly string[]): string | undefined {
    if (old !== LINK && recorded.includes(hashOf(old))) return undefined;
    if (old !== LINK && recorded.length === 0 && !old.slice(0, MARKED).includes(this.#options.mark)) {
      return "was not written by oslo-gen; move it away or choose another --out";
    }
    if (this.#options.force) return undefined;
    if (old === LINK) return "is a link; --force replaces it by a file";
    return "was edited since oslo-gen wrote it; --force replaces it";
  }

  #removeAll(name: string, files: Iterable<readonly [string, readonly string[]]>): void {
    for (const [file, recorded] of files) {
      const path = this.#pathOf(name, file);
      const old = this.#read(path);
      if (old === undefined) continue;
      const isOurs = old !== LINK && (recorded.includes(hashOf(old)) || this.#options.force);
      if (isOurs) this.#changes.push({ path, kind: "remove", old });
      else this.#kept.push(path);
    }
  }

  #pathOf(name: string, file: string): string {
    return isCode({ name: file }) ? join(this.#out, name, file) : join(this.#out, file);
  }

  #read(path: string): string | typeof LINK | undefined {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    if (stats.isSymbolicLink()) return LINK;
    if (!stats.isFile()) throw new CommandFailure(`${path} is in the way: it is no file`);
    return readFileSync(path, "utf8");
  }

  /**
   * The manifest that is true of the files before they are written and after: a run that is interrupted disowns none.
   */
  #both(): Manifest {
    const both = new Map<string, ManifestService>();
    for (const [name, service] of [...this.#old, ...this.#new]) {
      const known = both.get(name);
      const files = new Map(known?.files);
      for (const [file, hashes] of service.files) {
        files.set(file, [...new Set([...(files.get(file) ?? []), ...hashes])]);
      }
      both.set(name, { ...service, files });
    }
    return both;
  }
}

const LINK = Symbol("a link");
/** Characters at the beginning of a file among which its mark is. */
const MARKED = 500;

/** Code has a folder for each service; a page stands in the output folder itself. */
function isCode({ name }: { readonly name: string }): boolean {
  return !/\.(html|md|json)$/.test(name);
}

function sameText(left: string, right: string): boolean {
  return left === right || left.replaceAll("\r\n", "\n") === right;
}
