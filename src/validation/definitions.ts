import { getOrInsert } from "../collections/get-or-insert.js";
import { decode } from "../definition/addresses.js";
import type { JsonSchema, ServiceDescriptor } from "../definition/descriptor.js";
import { type ObjectClass, objectClassOf } from "../definition/versioned-object.js";
import { DefinitionError } from "../errors/setup-errors.js";
import { isJsonObject } from "../json/json-object.js";
import { type CompiledSchema, SchemaCompiler } from "./compile/schema-compiler.js";
import type { SchemaSurroundings } from "./evaluated-members.js";
import { prepareSchema } from "./prepare-schema.js";
import { type RefCounts, rememberedNames } from "./remembered-names.js";
import type { SchemaForm } from "./schema-form.js";
import type { SchemaObject } from "./schema-object.js";

const REF_PREFIX = "#/$defs/";

/** A schema ready to be compiled, with the definitions it reaches. */
export interface SchemaBundle {
  readonly schema: JsonSchema;
  /** The definitions by the names their refs have in `schema`. */
  readonly $defs: { readonly [name: string]: JsonSchema };
  /** Names of those whose results are remembered while a value is checked. */
  readonly remembered: ReadonlySet<string>;
}

interface Definition {
  readonly schema: JsonSchema;
  /** Names of the definitions it refers to, and how often. */
  readonly refs: RefCounts;
}

/**
 * The `$defs` of a descriptor, prepared one by one when a method first needs them. Inside a bundle they are
 * numbered: no name of a definition can be mistaken for a pointer or reach a prototype.
 */
export class Definitions {
  readonly #service: string;
  readonly #schemas: ReadonlyMap<string, JsonSchema>;
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #prepared = new Map<SchemaForm, Map<string, Definition>>();
  readonly #compiled = new Map<SchemaForm, WeakMap<object, CompiledSchema>>();
  #objectClasses: readonly ObjectClass[] | undefined;

  constructor(descriptor: Pick<ServiceDescriptor, "service" | "$defs">) {
    this.#service = descriptor.service;
    this.#schemas = new Map(Object.entries(descriptor.$defs ?? {}));
    this.#numbers = new Map([...this.#schemas.keys()].map((name, number) => [name, number]));
  }

  /** The classes of versioned objects that the schemas know. */
  get objectClasses(): readonly ObjectClass[] {
    this.#objectClasses ??= [...this.#schemas.values()].flatMap((schema) => objectClassOf(schema) ?? []);
    return this.#objectClasses;
  }

  /** The schema that a `$ref` of the descriptor leads to. */
  resolve(ref: string): JsonSchema {
    return this.#schemas.get(refName(ref)) ?? false;
  }

  /**
   * Prepares a schema of the descriptor together with just the definitions it reaches: what others need would
   * slow its check down.
   *
   * @throws {DefinitionError} a `$ref` leads to no definition.
   */
  bundle(schema: JsonSchema, form: SchemaForm): SchemaBundle {
    const root = this.#prepare(schema, form);
    if (root.refs.size === 0) return { schema: root.schema, $defs: {}, remembered: new Set() };
    const reached = [...this.#reached(root, form)].map(
      (name) => [name, this.#definition(name, form)] as const,
    );
    const names = rememberedNames(root.refs, new Map(reached.map(([name, { refs }]) => [name, refs])));
    return {
      schema: root.schema,
      $defs: Object.fromEntries(reached.map(([name, { schema }]) => [this.#key(name), schema])),
      remembered: new Set([...names].map((name) => this.#key(name))),
    };
  }

  #reached(from: Definition, form: SchemaForm): ReadonlySet<string> {
    const reached = new Set(from.refs.keys());
    for (const name of reached) for (const ref of this.#definition(name, form).refs.keys()) reached.add(ref);
    return reached;
  }

  #definition(name: string, form: SchemaForm): Definition {
    const prepared = getOrInsert(this.#prepared, form, () => new Map());
    return getOrInsert(prepared, name, () => {
      const schema = this.#schemas.get(name);
      if (schema !== undefined) return this.#prepare(schema, form);
      const message = "no such definition; generate the descriptor again with oslo-gen";
      throw new DefinitionError([{ file: this.#service, pointer: `/$defs/${name}`, message }]);
    });
  }

  #prepare(schema: JsonSchema, form: SchemaForm): Definition {
    const refs = new Map<string, number>();
    const rename = (ref: string) => {
      const name = refName(ref);
      refs.set(name, (refs.get(name) ?? 0) + 1);
      return REF_PREFIX + this.#key(name);
    };
    return { schema: prepareSchema(schema, form, rename, this.#surroundings(form)), refs };
  }

  #surroundings(form: SchemaForm): SchemaSurroundings {
    return {
      resolve: (ref) => this.resolve(ref),
      fits: (schema, value) => (isJsonObject(schema) ? this.#fits(schema, value, form) : schema === true),
    };
  }

  #fits(schema: SchemaObject, value: unknown, form: SchemaForm): boolean {
    const compiled = getOrInsert(this.#compiled, form, () => new WeakMap());
    const validator = getOrInsert(compiled, schema, () => {
      const bundle = this.bundle(schema, form);
      return new SchemaCompiler(bundle).compile(bundle.schema);
    });
    return validator.check(value);
  }

  #key(name: string): string {
    return `d${this.#numbers.get(name)}`;
  }
}

/** The schema that a `$ref` of a bundle leads to. */
export function resolveRef(bundle: SchemaBundle, ref: string): JsonSchema {
  return bundle.$defs[ref.slice(REF_PREFIX.length)] ?? false;
}

/** The name of the definition that a `$ref` of a descriptor leads to. It is escaped as a JSON pointer in a URL fragment. */
export function refName(ref: string): string {
  const name = ref.startsWith(REF_PREFIX) ? ref.slice(REF_PREFIX.length) : ref;
  return (decode(name) ?? name).replaceAll("~1", "/").replaceAll("~0", "~");
}
