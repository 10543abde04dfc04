import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject, itemsOf, memberOf, membersOf } from "../../src/json/json-object.js";
import { CommandFailure } from "../../src/terminal/command-failure.js";

/** The file in the output folder that says what was written there. */
export const MANIFEST_FILE = ".oslo-gen-manifest.json";

const COMMENT = "What oslo-gen wrote here. Whatever else is in this folder it leaves alone. Do not edit.";
const FOLDER = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const FILE = /^[A-Za-z0-9_][A-Za-z0-9_.-]*\.(ts|py|typed|html|md|json|txt|yaml)$/;
const HASH = /^[0-9a-f]{64}$/;

/** The files that were written of one definition. */
export interface ManifestService {
  /** Path of the definition as seen from the output folder. */
  readonly definition: string;
  /** Hashes by name of the file. There are two while the file is being replaced. */
  readonly files: ReadonlyMap<string, readonly string[]>;
}

/** The files that were written to an output folder, by name of the service's folder. */
export type Manifest = ReadonlyMap<string, ManifestService>;

/**
 * Reads the manifest of an output folder; it is empty where there is none.
 *
 * @param force take what is no manifest for an empty one
 * @throws {CommandFailure} it is no file, or no manifest.
 */
export function readManifest(out: string, force: boolean): Manifest {
  const path = join(out, MANIFEST_FILE);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return new Map();
  if (!stats.isFile()) {
    throw new CommandFailure(`${path} is in the way: it is no file; move it away; nothing was written`);
  }
  const manifest = parseManifest(readFileSync(path, "utf8"));
  if (manifest !== undefined) return manifest;
  if (force) return new Map();
  throw new CommandFailure(`${path} is damaged; look at the files beside it and run with --force`);
}

/** The text of a manifest. */
export function manifestText(manifest: Manifest): string {
  const services = sorted(manifest).map(([name, { definition, files }]) => {
    const hashes = sorted(files).map(([file, list]) => [file, list.length === 1 ? list[0] : list]);
    return [name, { definition, files: Object.fromEntries(hashes) }];
  });
  return `${JSON.stringify({ comment: COMMENT, services: Object.fromEntries(services) }, null, 2)}\n`;
}

/** The hash of a file's text. Line ends do not count: version control may change them. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text.replaceAll("\r\n", "\n")).digest("hex");
}

/** Anything that could lead out of the folder makes it no manifest. */
function parseManifest(text: string): Manifest | undefined {
  const manifest = new Map<string, ManifestService>();
  for (const [name, service] of membersOf(memberOf(parsed(text), "services"))) {
    const definition = memberOf(service, "definition");
    const files = new Map<string, readonly string[]>();
    for (const [file, value] of membersOf(memberOf(service, "files"))) {
      const hashes = typeof value === "string" ? [value] : itemsOf(value);
      if (!FILE.test(file) || !hashes.every(isHash)) return undefined;
      files.set(file, hashes);
    }
    if (!FOLDER.test(name) || typeof definition !== "string") return undefined;
    manifest.set(name, { definition, files });
  }
  return isJsonObject(memberOf(parsed(text), "services")) ? manifest : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isHash(value: unknown): value is string {
  return typeof value === "string" && HASH.test(value);
}

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([left], [right]) => (left < right ? -1 : 1));
}
