import { readdirSync, rmdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { replaceFile } from "../write-file.js";
import type { OutputPlan } from "./plan-output.js";

/** Carries out a plan. Each file is complete or untouched at any moment. */
export function applyPlan({ changes, manifests }: OutputPlan): void {
  const { during, after } = manifests;
  const isReplacing = changes.some(({ kind }) => kind === "update" || kind === "remove");
  if (isReplacing) replaceFile(after.path, during);
  for (const { path, kind, text } of changes) {
    if (kind === "remove") {
      rmSync(path);
      removeIfEmpty(dirname(path));
    } else if (kind !== "unchanged" && text !== undefined) replaceFile(path, text);
  }
  if (after.text !== undefined && (isReplacing || after.kind !== "unchanged")) {
    replaceFile(after.path, after.text);
  }
}

function removeIfEmpty(folder: string): void {
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
