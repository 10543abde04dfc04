import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject, type JsonObject, memberOf } from "../../src/json/json-object.js";
import { UsageError } from "../../src/terminal/usage-error.js";

/**
 * The `package.json` of the current folder; undefined where there is none.
 *
 * @throws {UsageError} it cannot be read.
 */
export function readManifest(): JsonObject | undefined {
  if (!existsSync("package.json")) return undefined;
  try {
    const manifest: unknown = JSON.parse(readFileSync("package.json", "utf8").replace(/^\ufeff/, ""));
    if (isJsonObject(manifest)) return manifest;
  } catch (error) {
    throw new UsageError(`package.json cannot be read: ${(error as Error).message}; nothing was written`);
  }
  throw new UsageError("package.json must hold a JSON object; nothing was written");
}

/** The `package.json` of another folder; undefined where there is none that can be read. */
export function manifestIn(folder: string): unknown {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8").replace(/^\ufeff/, ""));
  } catch {
    return undefined;
  }
}

/** True when a project names the package among those it needs. */
export function dependsOn(manifest: unknown, name: string): boolean {
  return ["dependencies", "devDependencies", "peerDependencies"].some(
    (key) => memberOf(memberOf(manifest, key), name) !== undefined,
  );
}
