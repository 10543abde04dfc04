import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { realPathOnDisk } from "../../src/definition/real-path.js";
import { isJsonObject, memberOf, membersOf } from "../../src/json/json-object.js";
import { installedAround } from "../project/installed-around.js";
import { replaceFile } from "../write-file.js";
import { hashOf } from "./manifest.js";
import type { ServiceOutput } from "./plan-output.js";

const FILE = ".cache/oslo-gen/outputs.json";

/** A service to generate. */
export interface Wanted {
  readonly name: string;
  /** Path of the definition. */
  readonly file: string;
  /** Folder of generated code. */
  readonly out: string;
  /** All that counts beside the content of files. */
  readonly settings: unknown;
}

/** A service that was generated: hashes of what was read for it, and of what was made. */
interface Known {
  readonly key: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Remembers what was generated of what, in `node_modules/.cache`, so that a service of which nothing changed need not be
 * read again. It goes by the content of every file that was read and of every file that is there; where anything
 * differs, or nothing is remembered, the service is generated.
 */
export class KnownOutputs {
  readonly #home: string | undefined;
  readonly #version: string;
  /** Services that earlier runs generated, by their place. */
  readonly #known: ReadonlyMap<string, unknown>;
  /** Those that this one does. */
  readonly #made = new Map<string, Known>();

  /**
   * @param root the folder of the project
   * @param version of all that decides what is generated; where that is undefined nothing is remembered
   */
  constructor(root: string, version: string | undefined) {
    this.#home = version === undefined ? undefined : installedAround(root);
    this.#version = version ?? "";
    this.#known = this.#read();
  }

  /** The code of a service as it is on the disk, where it is what would be generated. */
  find(wanted: Wanted): ServiceOutput | undefined {
    if (this.rightInputs(wanted) === undefined) return undefined;
    const files = membersOf(memberOf(this.#known.get(this.#place(wanted)), "files")).map(([name, hash]) => {
      if (/[\\/]/.test(name)) return undefined;
      const text = textOf(join(wanted.out, name.endsWith(".ts") ? wanted.name : "", name));
      return text !== undefined && hashOf(text) === hash
        ? { name, text: text.replaceAll("\r\n", "\n") }
        : undefined;
    });
    if (files.length === 0 || files.includes(undefined)) return undefined;
    return { name: wanted.name, definition: wanted.file, files: files.filter((file) => file !== undefined) };
  }

  /**
   * The content of all that is read for a service, by whole paths, where it is what the service was generated of, so that
   * the definition is as right as it was then.
   */
  rightInputs(wanted: Wanted): ReadonlyMap<string, Uint8Array> | undefined {
    const home = this.#home;
    const known = this.#known.get(this.#place(wanted));
    if (home === undefined || memberOf(known, "key") !== this.#key(wanted)) return undefined;
    const contents = new Map<string, Uint8Array>();
    for (const [path, hash] of membersOf(memberOf(known, "inputs"))) {
      const file = resolve(home, path);
      const content = contentOf(file);
      if (content === undefined || inputHash(file, content) !== hash) return undefined;
      contents.set(file, content);
    }
    return contents.size === 0 ? undefined : contents;
  }

  /** Remembers what was made of the content of files. */
  keep(wanted: Wanted, { files }: ServiceOutput, inputs: ReadonlyMap<string, Uint8Array>): void {
    const home = this.#home;
    if (home === undefined) return;
    const known: Known = {
      key: this.#key(wanted),
      inputs: Object.fromEntries(
        [...inputs].map(([path, content]) => [relative(home, resolve(path)), inputHash(path, content)]),
      ),
      files: Object.fromEntries(files.map(({ name, text }) => [name, hashOf(text)])),
    };
    this.#made.set(this.#place(wanted), known);
  }

  /**
   * Writes what is remembered, once the code is there: services without a folder are forgotten. Where it cannot be
   * written the next run generates all.
   */
  save(): void {
    const home = this.#home;
    if (home === undefined || this.#made.size === 0) return;
    // Another run may have written since this one began.
    const all = [...new Map([...this.#read(), ...this.#made])];
    const there = all.filter(([place]) => existsSync(resolve(home, place)));
    try {
      replaceFile(join(home, "node_modules", FILE), JSON.stringify(Object.fromEntries(there)));
    } catch (error) {
      if (!(error instanceof Error && "syscall" in error)) throw error;
    }
  }

  #read(): ReadonlyMap<string, unknown> {
    if (this.#home === undefined) return new Map();
    return new Map(membersOf(parsed(join(this.#home, "node_modules", FILE))));
  }

  #place({ out, name }: Wanted): string {
    return relative(this.#home ?? "", resolve(out, name))
      .split(sep)
      .join("/");
  }

  #key({ file, settings }: Wanted): string {
    return sha256(JSON.stringify([this.#version, relative(this.#home ?? "", resolve(file)), settings]));
  }
}

/** The hash of a file and of its place: what a link leads to has refs of its own, even where its content is the same. */
function inputHash(path: string, content: Uint8Array): string {
  const file = resolve(path);
  const real = realPathOnDisk(file);
  return real === file ? sha256(content) : `${sha256(content)} at ${real}`;
}

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

function textOf(path: string): string | undefined {
  return contentOf(path)?.toString("utf8");
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function parsed(path: string): unknown {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
