import { join } from "node:path";
import { CommandFailure } from "../../src/terminal/command-failure.js";
import type { Print } from "../print.js";
import { applyPlan } from "./apply-plan.js";
import { whileLocked } from "./lock.js";
import { readManifest } from "./manifest.js";
import { type FileChange, type OutputPlan, planOutput, type ServiceOutput } from "./plan-output.js";
import { diffLines } from "./text-diff.js";

/** Options of writing, and who is told of it. */
export interface WriteOptions {
  /** Write nothing, and fail when something would be written. */
  readonly check?: boolean | undefined;
  /** Write nothing, and say what would be written. */
  readonly dryRun?: boolean | undefined;
  /** Replace and remove also what somebody edited. */
  readonly force?: boolean | undefined;
  /** The folder of the project, which the output folder does not lead out of by a link. */
  readonly project: string;
  /** The services are all there are: what was written of others, whose definitions are gone, goes too. */
  readonly isWhole: boolean;
  /** By this a file without an entry in the manifest is known as one that was written by oslo-gen. */
  readonly mark: string;
  /** The command that brings the files up to date. */
  readonly command: string;
  /** Folders of which it is said when nothing in them changed. */
  readonly folders: readonly string[];
}

const WORDS = { create: "missing", update: "differs", remove: "left over" } as const;

/**
 * Brings an output folder up to date. All is planned before anything is written, so that a file somebody edited leaves
 * everything as it was.
 *
 * @returns what was done, or would be
 * @throws {CommandFailure} something is in the way, or `check` found a difference.
 */
export function writeOutput(
  out: string,
  outputs: readonly ServiceOutput[],
  options: WriteOptions,
  print: Print,
): OutputPlan {
  const { check, dryRun = false, force = false, isWhole, mark, project } = options;
  const makePlan = () =>
    planOutput(out, outputs, readManifest(out, force), { isWhole, force, mark, project });
  const plan = makePlan();
  if (check === true) {
    failUnlessUpToDate(plan, options.command, print);
    return plan;
  }
  if (isUpToDate(plan) || dryRun) {
    refuseConflicts(plan);
    report(plan, options.folders, dryRun, print);
    return plan;
  }
  const carriedOut = whileLocked(out, () => {
    // Somebody else may have written since.
    const latest = makePlan();
    refuseConflicts(latest);
    applyPlan(latest);
    return latest;
  });
  report(carriedOut, options.folders, false, print);
  return carriedOut;
}

function isUpToDate({ changes, manifests }: OutputPlan): boolean {
  return [...changes, manifests.after].every(({ kind }) => kind === "unchanged");
}

function refuseConflicts({ conflicts }: OutputPlan): void {
  if (conflicts.length > 0) throw new CommandFailure(`${conflicts.join("; ")}; nothing was written`);
}

function failUnlessUpToDate({ changes, manifests }: OutputPlan, command: string, print: Print): void {
  const different = [...changes, manifests.after].filter(({ kind }) => kind !== "unchanged");
  for (const { path, kind, old, text } of different) {
    if (kind === "unchanged") continue;
    print(`${WORDS[kind]}: ${path}`);
    const isShown = kind === "update" && path !== manifests.after.path;
    if (isShown) for (const line of diffLines(old ?? "", text ?? "")) print(line);
  }
  if (different.length === 0) return;
  throw new CommandFailure(`${counted(different.length)} not up to date; run: ${command}`);
}

function counted(count: number): string {
  return count === 1 ? "1 generated file is" : `${count} generated files are`;
}

function report(
  { changes, kept }: OutputPlan,
  folders: readonly string[],
  isDryRun: boolean,
  print: Print,
): void {
  const real = changes.filter(({ kind }) => kind !== "unchanged");
  for (const folder of folders) {
    if (!real.some(({ path }) => path.startsWith(join(folder, "/")))) print(`${folder} is up to date`);
  }
  for (const change of real) print(`${verb(change, isDryRun)} ${change.path}`);
  for (const path of kept) print(`kept ${path}: it is generated no longer, and somebody edited it`);
}

function verb({ kind }: FileChange, isDryRun: boolean): string {
  if (isDryRun) return kind === "remove" ? "would remove" : "would write";
  return kind === "remove" ? "removed" : "wrote";
}
