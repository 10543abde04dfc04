import { getOrInsert } from "../collections/get-or-insert.js";
import { isJsonObject } from "../json/json-object.js";
import type { DynamicAnchors } from "./dynamic-scope.js";
import { joinPointer } from "./json-pointer.js";
import { SCHEMA_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS } from "./subschemas.js";

/** Keywords whose value is data, which may look like a schema and is none. */
const DATA_KEYWORDS: ReadonlySet<string> = new Set(["const", "enum", "default", "examples"]);

/** A schema that refs inside it are relative to: a whole file, or a schema in it that has an `$id`. */
export interface Resource extends DynamicAnchors {
  readonly pointer: string;
  /** Without a fragment. */
  readonly uri: string;
  /** The pointers of the schemas that call themselves by each name. */
  readonly anchors: ReadonlyMap<string, readonly string[]>;
}

/** The resource that is a document, and those inside it, by their pointers. */
export function findResources(file: string, uri: string, document: unknown): ReadonlyMap<string, Resource> {
  const finder = new ResourceFinder(file);
  finder.find(uri, document);
  return finder.found;
}

/** The absolute form of a URI reference; undefined when it has none. */
export function resolveUri(reference: string, base: string): string | undefined {
  try {
    const url = new URL(reference, base);
    url.hash = "";
    return url.href;
  } catch {
    return undefined;
  }
}

/** A schema, schemas by their names, or what may hold schemas: a definition, say, or a file of another kind. */
type Kind = "schema" | "map" | "container";

/** The kind of a member; undefined for one that holds no schema, whatever it looks like. */
function kindOf(key: string, around: Kind): Kind | undefined {
  if (around === "map" || SCHEMA_KEYWORDS.has(key) || SCHEMA_LIST_KEYWORDS.has(key)) return "schema";
  if (SCHEMA_MAP_KEYWORDS.has(key)) return "map";
  return around === "container" && !DATA_KEYWORDS.has(key) ? "container" : undefined;
}

class ResourceFinder {
  readonly found = new Map<string, Resource>();
  readonly #file: string;
  readonly #path: (string | number)[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  find(uri: string, document: unknown): void {
    this.#visit(document, this.#add(this.#uriOf(document, uri)), "container");
  }

  #add(uri: string): Resource {
    const pointer = joinPointer("", ...this.#path);
    const resource = { file: this.#file, pointer, uri, anchors: new Map(), dynamicAnchors: new Map() };
    this.found.set(pointer, resource);
    return resource;
  }

  #uriOf(schema: unknown, base: string): string {
    const id = isJsonObject(schema) && typeof schema.$id === "string" ? schema.$id : undefined;
    return id === undefined ? base : (resolveUri(id, base) ?? base);
  }

  #visit(value: unknown, around: Resource, kind: Kind): void {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) this.#inside(index, item, around, kind);
    } else if (isJsonObject(value)) {
      const isInner = kind !== "map" && this.#path.length > 0 && typeof value.$id === "string";
      const resource = isInner ? this.#add(this.#uriOf(value, around.uri)) : around;
      if (kind !== "map") this.#anchors(value, resource);
      for (const [key, member] of Object.entries(value)) {
        if (typeof member === "object") this.#inside(key, member, resource, kindOf(key, kind));
      }
    }
  }

  #inside(key: string | number, value: unknown, around: Resource, kind: Kind | undefined): void {
    if (kind === undefined) return;
    this.#path.push(key);
    this.#visit(value, around, kind);
    this.#path.pop();
  }

  #anchors(
    { $anchor, $dynamicAnchor }: { readonly $anchor?: unknown; readonly $dynamicAnchor?: unknown },
    resource: Resource,
  ): void {
    if ($anchor === undefined && $dynamicAnchor === undefined) return;
    const pointer = joinPointer("", ...this.#path);
    const anchors = resource.anchors as Map<string, string[]>;
    for (const name of new Set([$anchor, $dynamicAnchor])) {
      if (typeof name === "string") getOrInsert(anchors, name, () => []).push(pointer);
    }
    if (typeof $dynamicAnchor === "string")
      (resource.dynamicAnchors as Map<string, string>).set($dynamicAnchor, pointer);
  }
}
