import { join, normalize, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { RealPath } from "./real-path.js";

/** The addresses of files: those that the configuration gives them, and URLs of the disk. */
export class Addresses {
  /** Longer ones first: they say more. */
  readonly #known: readonly (readonly [address: string, path: string])[];
  readonly #realPath: RealPath;

  constructor(resources: Readonly<Record<string, string>> = {}, realPath: RealPath = (file) => file) {
    this.#known = Object.entries(resources).sort(([left], [right]) => right.length - left.length);
    this.#realPath = realPath;
  }

  /** The file that holds what has the address; undefined when none is known to. */
  fileOf(uri: string): string | undefined {
    for (const [address, path] of this.#known) {
      if (uri === withoutFragment(address)) return path;
      if (!address.endsWith("/") || !uri.startsWith(address)) continue;
      const rest = decode(uri.slice(address.length));
      if (rest !== undefined && !rest.split(/[/\\]/).includes("..")) return join(path, rest);
    }
    return undefined;
  }

  /** The address of a file: one that its path has, or where no such is, one that it has once links are followed. */
  uriOf(file: string): string {
    const real = this.#realPath(file);
    return (
      this.#addressOf(file, (path) => path) ??
      this.#addressOf(real, this.#realPath) ??
      pathToFileURL(real).href
    );
  }

  #addressOf(file: string, pathOf: RealPath): string | undefined {
    for (const [address, path] of this.#known) {
      if (!address.endsWith("/")) {
        if (normalize(pathOf(path)) === normalize(file)) return withoutFragment(address);
        continue;
      }
      const rest = relative(pathOf(path), file);
      if (rest !== "" && !rest.startsWith(".."))
        return address + rest.split(sep).map(encodeURIComponent).join("/");
    }
    return undefined;
  }
}

function withoutFragment(address: string): string {
  return address.replace(/#$/, "");
}

/** The text of what is percent-encoded; undefined when it is badly so. */
export function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
