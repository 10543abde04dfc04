import { getOrInsert } from "../collections/get-or-insert.js";
import type { JsonSchema } from "../definition/descriptor.js";
import { nodesLeadingTo } from "../definition/graph.js";
import { subschemas } from "../definition/subschemas.js";
import { isJsonObject } from "../json/json-object.js";
import { onlyRefers } from "./schema-node.js";

const REF_PREFIX = "#/$defs/";

/** The schemas of one definition that refs lead to. */
export class SetDefinitions {
  readonly #schemas: ReadonlyMap<string, JsonSchema>;
  readonly #int64 = new Map<unknown, boolean>();
  #int64Names: ReadonlySet<string> | undefined;

  constructor(definitions: readonly { readonly name: string; readonly schema: JsonSchema }[]) {
    this.#schemas = new Map(definitions.map(({ name, schema }) => [name, schema]));
  }

  /** The schemas by the names that refs have for them. */
  byName(): { readonly [name: string]: JsonSchema } {
    return Object.fromEntries(this.#schemas);
  }

  /** The schema that a `$ref` leads to. */
  target(ref: unknown): unknown {
    return this.behind(this.#schemas.get(targetName(ref)) ?? true);
  }

  /** The schema itself, or what it leads to where it only refers: a chain of refs may have any length. */
  behind(schema: unknown): unknown {
    let found = schema;
    for (let left = this.#schemas.size; left >= 0 && isJsonObject(found) && onlyRefers(found); left -= 1)
      found = this.#schemas.get(targetName(found.$ref)) ?? true;
    return found;
  }

  /** True when a value of the schema may hold an integer of `format: int64`. */
  holdsInt64(schema: unknown): boolean {
    return getOrInsert(this.#int64, schema, () => {
      this.#int64Names ??= int64Names(this.#schemas);
      const { holdsInt64, refs } = contentOf(schema);
      return holdsInt64 || [...refs].some((name) => this.#int64Names?.has(name));
    });
  }
}

/** A schema of a definition. */
export interface SchemaOf {
  readonly schema: unknown;
  readonly definitions: SetDefinitions;
}

/** The names of the schemas that hold such integers, themselves or by what they refer to, however they do so. */
function int64Names(schemas: ReadonlyMap<string, JsonSchema>): ReadonlySet<string> {
  const contents = [...schemas].map(([name, schema]) => ({ name, ...contentOf(schema) }));
  const graph = new Map(contents.map(({ name, refs }) => [name, refs]));
  return nodesLeadingTo(
    graph,
    contents.filter(({ holdsInt64 }) => holdsInt64).map(({ name }) => name),
  );
}

interface Content {
  readonly holdsInt64: boolean;
  /** The names of the schemas it refers to. */
  readonly refs: ReadonlySet<string>;
}

/** The content of a schema, at any depth. */
function contentOf(schema: unknown): Content {
  const refs = new Set<string>();
  let holdsInt64 = false;
  const visit = (part: unknown): void => {
    if (!isJsonObject(part)) return;
    holdsInt64 ||= part.format === "int64";
    if (part.$ref !== undefined) refs.add(targetName(part.$ref));
    for (const inner of subschemas(part)) visit(inner.schema);
  };
  visit(schema);
  return { holdsInt64, refs };
}

function targetName(ref: unknown): string {
  return String(ref).slice(REF_PREFIX.length);
}
