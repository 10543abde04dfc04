import { dirname, join, normalize } from "node:path";
import { getOrInsert } from "../collections/get-or-insert.js";
import { Addresses, decode } from "./addresses.js";
import type { DynamicScope } from "./dynamic-scope.js";
import { joinPointer, pointerSegments, valueAt } from "./json-pointer.js";
import type { Problems } from "./problems.js";
import { readDocument } from "./read-document.js";
import type { ReadOptions } from "./read-options.js";
import { type RealPath, realPathOnDisk } from "./real-path.js";
import { findResources, type Resource, resolveUri } from "./resources.js";
import { oldDraft } from "./schema-rules.js";

/** A place in a file. */
export interface DocumentPlace {
  readonly file: string;
  readonly pointer: string;
  /** The meaning of `$dynamicRef` there, where it is known. */
  readonly scope?: DynamicScope;
}

/** The schema that a ref leads to. */
export interface RefTarget extends DocumentPlace {
  readonly value: unknown;
  /** The name of the `$dynamicAnchor` by which it was found. */
  readonly dynamicAnchor?: string;
}

/** The reason why a ref leads nowhere. */
export interface DeadEnd {
  readonly message: string;
  /** True when a file that is read later may have what is missed. */
  readonly isOpen: boolean;
}

interface Document {
  /** The path it was first read by; another path to the same file counts as this one. */
  readonly file: string;
  readonly content: unknown;
  readonly resources: ReadonlyMap<string, Resource>;
}

const ABSOLUTE = /^([a-z][a-z0-9+.-]*:|\/|\\)/i;

/** The files a definition consists of, each read once. */
export class Documents {
  readonly #problems: Problems;
  readonly #options: ReadOptions;
  readonly #addresses: Addresses;
  readonly #realPath: RealPath;
  /** By real paths. */
  readonly #read = new Map<string, Document>();
  readonly #byUri = new Map<string, Resource>();

  constructor(
    root: { readonly file: string; readonly document: unknown },
    problems: Problems,
    options: ReadOptions = {},
  ) {
    this.#problems = problems;
    this.#options = options;
    this.#realPath = askedOnce(
      options.realPath ?? (options.readFile === undefined ? realPathOnDisk : (file) => file),
    );
    this.#addresses = new Addresses(options.resources, this.#realPath);
    this.#take(root.file, root.document);
  }

  /** The number of files that were read. */
  get count(): number {
    return this.#read.size;
  }

  /** The resource that a place belongs to. */
  resourceAt({ file, pointer }: DocumentPlace): Resource | undefined {
    const { resources } = this.#document(file);
    const start = resources.size > 1 ? pointer : "";
    for (let place = start; place !== ""; place = place.slice(0, place.lastIndexOf("/"))) {
      const resource = resources.get(place);
      if (resource !== undefined) return resource;
    }
    return resources.get("");
  }

  /** The resource that begins at a place. */
  resourceFrom(file: string, pointer: string): Resource | undefined {
    const { resources } = this.#document(file);
    // Most files are one, and finding a long text in a map takes as long as making it.
    return resources.size > 1 || pointer === "" ? resources.get(pointer) : undefined;
  }

  /** Follows a ref that stands at `place`. */
  follow(ref: string, place: DocumentPlace): RefTarget | DeadEnd {
    const fail = (message: string, isOpen = false): DeadEnd => ({ message, isOpen });
    const [path, fragment] = splitRef(ref);
    if (path === undefined || fragment === undefined) return fail(`${quote(ref)} holds a bad % escape`);
    const isAnchor = fragment !== "" && !fragment.startsWith("/");
    if (!isAnchor && pointerSegments(fragment) === undefined) {
      return fail(`${quote(ref)} must have a JSON pointer or the name of an anchor after the "#"`);
    }
    const resource = this.#resource(ref, path, place);
    if ("message" in resource) return resource;
    const { file, anchors, dynamicAnchors } = resource;
    const places = isAnchor ? (anchors.get(fragment) ?? []) : [resource.pointer + fragment];
    if (places.length > 1) return fail(`${quote(ref)} leads to ${places.join(" and ")}; rename an anchor`);
    const [pointer = ""] = places;
    const segments = pointerSegments(pointer) ?? [];
    const value = places.length === 0 ? undefined : valueAt(this.#document(file).content, segments);
    if (value === undefined) {
      const missing = isAnchor ? `"$anchor": ${quote(fragment)}` : resource.pointer + fragment;
      const hint = path === "" && !isAnchor ? this.#pastedHint(fragment, resource, place) : "";
      return fail(`${quote(ref)} leads nowhere: ${file} has no ${missing}${hint}`);
    }
    const isDynamic = isAnchor && dynamicAnchors.get(fragment) === pointer;
    return {
      file,
      pointer: joinPointer("", ...segments),
      value,
      ...(isDynamic ? { dynamicAnchor: fragment } : {}),
    };
  }

  /** The value at a place. */
  at({ file, pointer }: DocumentPlace): unknown {
    return valueAt(this.#document(file).content, pointerSegments(pointer) ?? []);
  }

  /** The resource that the part of a ref before the "#" means; what has the address comes before the file beside. */
  #resource(ref: string, path: string, place: DocumentPlace): Resource | DeadEnd {
    const base = this.resourceAt(place);
    const uri = path === "" ? base?.uri : resolveUri(encodePath(path), base?.uri ?? "");
    if (path === "" && base !== undefined) return base;
    const known = uri === undefined ? undefined : this.#byUri.get(uri);
    if (known !== undefined) return known;
    const addressed = uri === undefined ? undefined : this.#addresses.fileOf(uri);
    if (addressed === undefined && ABSOLUTE.test(path)) {
      const message =
        `${quote(ref)} is no "$id" that is known here, and nothing is fetched; ` +
        'write a relative path, or name its file under "resources" in the configuration';
      return { message, isOpen: true };
    }
    const { file, resources } = this.#document(addressed ?? this.#beside(place.file, path));
    const whole = resources.get("");
    if (whole !== undefined) return whole;
    return { message: `${quote(ref)} leads to a file that cannot be read: ${file}`, isOpen: false };
  }

  /** A schema that was pasted into another file has what its refs were written for inside of it. */
  #pastedHint(fragment: string, resource: Resource, place: DocumentPlace): string {
    let around = place.pointer;
    while (around.length > resource.pointer.length) {
      if (this.at({ file: place.file, pointer: around + fragment }) !== undefined)
        return `; the schema at ${around} has: give that one an "$id" of any name, and its refs begin there`;
      around = around.slice(0, around.lastIndexOf("/"));
    }
    return "";
  }

  #document(file: string): Document {
    const known = this.#read.get(this.#realPath(file));
    return known ?? this.#take(file, readDocument(file, this.#problems, this.#options.readFile));
  }

  #take(file: string, content: unknown): Document {
    const uri = this.#addresses.uriOf(file);
    const draft = oldDraft(content, file);
    if (draft !== undefined) this.#problems.add(file, "/$schema", draft, "old-draft");
    const resources = content === undefined ? new Map() : findResources(file, uri, content);
    const document: Document = { file, content, resources };
    this.#read.set(this.#realPath(file), document);
    const whole = document.resources.get("");
    if (whole !== undefined) this.#name(uri, whole);
    for (const resource of document.resources.values()) this.#name(resource.uri, resource);
    return document;
  }

  /** A file that a ref names: a link to a folder or a file says where that is, and not what is beside it. */
  #beside(file: string, path: string): string {
    return join(dirname(this.#realPath(file)), path);
  }

  #name(uri: string, resource: Resource): void {
    if (!this.#byUri.has(uri)) this.#byUri.set(uri, resource);
  }
}

function splitRef(ref: string): [string | undefined, string | undefined] {
  const hash = ref.indexOf("#");
  const path = hash === -1 ? ref : ref.slice(0, hash);
  return [decode(path), decode(hash === -1 ? "" : ref.slice(hash + 1))];
}

/** Each place of a document asks for the path of its file. */
function askedOnce(realPath: RealPath): RealPath {
  const known = new Map<string, string>();
  return (file) => getOrInsert(known, file, () => normalize(realPath(file)));
}

/** A path as it stands in a URI; what is one already stays. */
function encodePath(path: string): string {
  return ABSOLUTE.test(path) ? path : encodeURI(path);
}

function quote(text: string): string {
  return JSON.stringify(text);
}
