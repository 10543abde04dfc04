import { dirname, join, normalize } from "node:path";
import { findAnchors } from "./anchors.js";
import { joinPointer, pointerSegments, valueAt } from "./json-pointer.js";
import type { Problems } from "./problems.js";
import { type ReadFile, readDocument } from "./read-document.js";

/** A place in a file. */
export interface Place {
  readonly file: string;
  readonly pointer: string;
}

/** The schema that a `$ref` leads to. */
export interface Target extends Place {
  readonly value: unknown;
}

interface Document {
  /** The path it was first read by; another path to the same file counts as this one. */
  readonly file: string;
  readonly content: unknown;
}

/** The files a definition consists of, each read once. */
export class Documents {
  readonly #problems: Problems;
  readonly #readFile: ReadFile | undefined;
  readonly #read = new Map<string, Document>();

  constructor(
    root: { readonly file: string; readonly document: unknown },
    problems: Problems,
    readFile?: ReadFile,
  ) {
    this.#problems = problems;
    this.#readFile = readFile;
    this.#read.set(normalize(root.file), { file: root.file, content: root.document });
  }

  /**
   * Follows a `$ref` that stands at `place`. One that leads nowhere is added to the problems.
   *
   * @returns undefined when it leads nowhere
   */
  follow(ref: string, place: Place): Target | undefined {
    const fail = (message: string): undefined => {
      this.#problems.add(place.file, joinPointer(place.pointer, "$ref"), message, "bad-ref");
      return undefined;
    };
    const [path, fragment] = splitRef(ref);
    if (path === undefined || fragment === undefined) return fail(`${quote(ref)} holds a bad % escape`);
    if (/^([a-z][a-z0-9+.-]*:|\/|\\)/i.test(path)) {
      return fail(`${quote(ref)} must be a relative path or begin with "#"; nothing is fetched`);
    }
    const isAnchor = fragment !== "" && !fragment.startsWith("/");
    if (!isAnchor && pointerSegments(fragment) === undefined) {
      return fail(`${quote(ref)} must have a JSON pointer or the name of an anchor after the "#"`);
    }

    const { file, content } = this.#document(path === "" ? place.file : join(dirname(place.file), path));
    if (content === undefined) return fail(`${quote(ref)} leads to a file that cannot be read: ${file}`);
    const places = isAnchor ? findAnchors(content, fragment) : [fragment];
    if (places.length > 1) return fail(`${quote(ref)} leads to ${places.join(" and ")}; rename an anchor`);
    const segments = pointerSegments(places[0] ?? "") ?? [];
    const value = places.length === 0 ? undefined : valueAt(content, segments);
    if (value === undefined) {
      const missing = isAnchor ? `"$anchor": ${quote(fragment)}` : fragment;
      return fail(`${quote(ref)} leads nowhere: ${file} has no ${missing}`);
    }
    return { file, pointer: joinPointer("", ...segments), value };
  }

  #document(file: string): Document {
    const key = normalize(file);
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const document = { file, content: readDocument(file, this.#problems, this.#readFile) };
    this.#read.set(key, document);
    return document;
  }
}

function splitRef(ref: string): [string | undefined, string | undefined] {
  const hash = ref.indexOf("#");
  const path = hash === -1 ? ref : ref.slice(0, hash);
  return [decode(path), decode(hash === -1 ? "" : ref.slice(hash + 1))];
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function quote(text: string): string {
  return JSON.stringify(text);
}
