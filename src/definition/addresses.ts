import { join, normalize, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";

/** The addresses of files: those that the configuration gives them, and URLs of the disk. */
export class Addresses {
  /** Longer ones first: they say more. */
  readonly #known: readonly (readonly [address: string, path: string])[];

  constructor(resources: Readonly<Record<string, string>> = {}) {
    this.#known = Object.entries(resources).sort(([left], [right]) => right.length - left.length);
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

  uriOf(file: string): string {
    for (const [address, path] of this.#known) {
      if (!address.endsWith("/")) {
        if (normalize(path) === normalize(file)) return withoutFragment(address);
        continue;
      }
      const rest = relative(path, file);
      if (rest !== "" && !rest.startsWith(".."))
        return address + rest.split(sep).map(encodeURIComponent).join("/");
    }
    return pathToFileURL(file).href;
  }
}

function withoutFragment(address: string): string {
  return address.replace(/#$/, "");
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
