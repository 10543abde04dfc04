import type { JsonSchema } from "../definition/descriptor.js";
import { isJsonObject, itemsOf, membersOf } from "../json/json-object.js";
import { type CompiledSchema, SchemaCompiler } from "./compile/schema-compiler.js";
import { resolveRef, type SchemaBundle } from "./definitions.js";
import { isOctets } from "./program-forms/octets.js";
import type { SchemaObject } from "./schema-object.js";
import { UNEVALUATED, type UnevaluatedRule } from "./unevaluated.js";

/** Returns the value itself where nothing in it changes, a copy otherwise. */
export type Converter = (value: unknown) => unknown;

type Check = (value: unknown) => boolean;

const unchanged: Converter = (value) => value;

/** A way to convert the values of schemas. */
export interface Conversion {
  /** Before the parts of the value are converted; undefined where the schema does not ask for it. */
  readonly before?: (schema: SchemaObject) => Converter | undefined;
  /** After they were. */
  readonly after?: (schema: SchemaObject) => Converter | undefined;
  /**
   * Which form of a value the checks of the bundle are for, and so the one that an alternative is chosen by: that which
   * is converted, or that which comes of it. With "none" nothing is checked, and all alternatives convert: for what is
   * converted in the same way by each that speaks of it.
   */
  readonly checks: "given" | "made" | "none";
}

/**
 * Makes the function that converts values as a schema asks for. Of `anyOf` and `oneOf` the first alternative that
 * accepts the value decides.
 */
export function schemaConverter(bundle: SchemaBundle, conversion: Conversion): Converter {
  return new ConverterBuilder(bundle, conversion).converter();
}

class ConverterBuilder {
  readonly #bundle: SchemaBundle;
  readonly #conversion: Conversion;
  readonly #compiler: SchemaCompiler;
  readonly #byRef = new Map<string, Converter>();
  /** The objects that are made while one value is converted, each by what it is made of and the ref. */
  readonly #made = new Map<string, Map<object, unknown>>();

  constructor(bundle: SchemaBundle, conversion: Conversion) {
    this.#bundle = bundle;
    this.#conversion = conversion;
    this.#compiler = new SchemaCompiler(bundle);
  }

  converter(): Converter {
    const convert = this.build(this.#bundle.schema);
    if (convert === unchanged) return convert;
    return (value) => {
      try {
        return convert(value);
      } finally {
        this.#made.clear();
      }
    };
  }

  build(schema: JsonSchema): Converter {
    if (typeof schema === "boolean") return unchanged;
    const steps = [
      this.#conversion.before?.(schema) ?? unchanged,
      typeof schema.$ref === "string" ? this.#ref(schema.$ref) : unchanged,
      this.#object(schema),
      this.#array(schema),
      ...this.#list(schema.allOf).map((inner) => this.build(inner)),
      this.#alternatives(this.#list(schema.anyOf)),
      this.#alternatives(this.#list(schema.oneOf)),
      this.#condition(schema),
      this.#unevaluated(schema),
      this.#conversion.after?.(schema) ?? unchanged,
    ].filter((step) => step !== unchanged);
    const [first, ...others] = steps;
    if (first === undefined) return unchanged;
    return others.length === 0 ? first : (value) => steps.reduce((result, step) => step(result), value);
  }

  /** A definition may refer to itself, so what its ref does is looked up when a value arrives. */
  #ref(ref: string): Converter {
    return (value) => {
      let converter = this.#byRef.get(ref);
      if (converter === undefined) {
        converter = this.build(resolveRef(this.#bundle, ref));
        this.#byRef.set(ref, converter);
      }
      return this.#once(ref, converter, value);
    };
  }

  /**
   * Two parts of a schema may speak of the same member, and of all that is inside it: converted anew for each, the work
   * doubles at every level.
   */
  #once(ref: string, convert: Converter, value: unknown): unknown {
    if (typeof value !== "object" || value === null) return convert(value);
    let made = this.#made.get(ref);
    if (made === undefined) {
      made = new Map();
      this.#made.set(ref, made);
    }
    if (made.has(value)) return made.get(value);
    const result = convert(value);
    made.set(value, result);
    // Another part of the schema finds it converted already.
    if (this.#conversion.checks !== "made" && typeof result === "object" && result !== null)
      made.set(result, result);
    return result;
  }

  #object(schema: SchemaObject): Converter {
    const members = this.#map(schema.properties);
    const patterns = this.#map(schema.patternProperties).map(
      ([pattern, inner]) => [new RegExp(pattern, "u"), inner] as const,
    );
    const others = this.#optional(schema.additionalProperties);
    const dependent = this.#map(schema.dependentSchemas);
    const converters = [...members, ...patterns, ...dependent].map(([, converter]) => converter);
    if ([...converters, others].every((converter) => converter === unchanged)) return unchanged;

    const byName = new Map(members);
    const convertMember = (member: unknown, name: string): unknown => {
      const matching = patterns.filter(([pattern]) => pattern.test(name)).map(([, converter]) => converter);
      const own = byName.get(name);
      if (own !== undefined) matching.push(own);
      if (matching.length === 0) return others(member);
      return matching.reduce((result, converter) => converter(result), member);
    };
    return (value) => {
      if (!isJsonObject(value) || isOctets(value)) return value;
      const present = dependent.filter(([name]) => Object.hasOwn(value, name));
      return present.reduce<unknown>(
        (result, [, converter]) => converter(result),
        mapMembers(value, convertMember),
      );
    };
  }

  #array(schema: SchemaObject): Converter {
    const prefix = this.#list(schema.prefixItems).map((inner) => this.build(inner));
    const items = this.#optional(schema.items);
    const contained = this.#contained(schema.contains);
    if ([...prefix, items, contained].every((converter) => converter === unchanged)) return unchanged;
    const convertItem = (item: unknown, index: number) => contained((prefix[index] ?? items)(item));
    return (value) => (Array.isArray(value) ? mapItems(value, convertItem) : value);
  }

  /** Items that do not match are none of its business. */
  #contained(schema: unknown): Converter {
    const convert = this.#optional(schema);
    if (convert === unchanged || this.#conversion.checks === "none") return convert;
    const matches = this.#check(schema as JsonSchema);
    if (this.#conversion.checks === "given") return (item) => (matches(item) ? convert(item) : item);
    return (item) => {
      const made = convert(item);
      return matches(made) ? made : item;
    };
  }

  #unevaluated(schema: SchemaObject): Converter {
    const rules = (schema[UNEVALUATED] ?? []) as readonly UnevaluatedRule[];
    const steps = rules.map(({ names, schema: inner }): Converter => {
      const convert = this.build(inner);
      if (convert === unchanged) return unchanged;
      return (value) => {
        if (typeof value !== "object" || value === null || isOctets(value)) return value;
        const chosen = new Set(this.#conversion.checks === "none" ? unnamed(schema, value) : names(value));
        const convertMember = (member: unknown, name: string | number) =>
          chosen.has(String(name)) ? convert(member) : member;
        return Array.isArray(value)
          ? mapItems(value, convertMember)
          : mapMembers(value as Record<string, unknown>, convertMember);
      };
    });
    if (steps.every((step) => step === unchanged)) return unchanged;
    return (value) => steps.reduce((result, step) => step(result), value);
  }

  #alternatives(schemas: readonly JsonSchema[]): Converter {
    const alternatives = schemas.map((schema) => ({
      convert: this.build(schema),
      accepts: this.#check(schema),
    }));
    if (alternatives.every(({ convert }) => convert === unchanged)) return unchanged;
    if (this.#conversion.checks === "none")
      return (value) => alternatives.reduce((result, { convert }) => convert(result), value);
    if (this.#conversion.checks === "made") return (value) => firstMade(alternatives, value);
    return (value) => {
      const chosen = alternatives.find(({ accepts }) => accepts(value));
      return chosen === undefined ? value : chosen.convert(value);
    };
  }

  #condition(schema: SchemaObject): Converter {
    const whenTrue = this.#optional(schema.then);
    const whenFalse = this.#optional(schema.else);
    if (this.#conversion.checks === "none") {
      const all = [this.#optional(schema.if), whenTrue, whenFalse].filter((step) => step !== unchanged);
      return all.length === 0 ? unchanged : (value) => all.reduce((result, step) => step(result), value);
    }
    if (schema.if === undefined || (whenTrue === unchanged && whenFalse === unchanged)) return unchanged;
    const isTrue = this.#check(schema.if as JsonSchema);
    return (value) => (isTrue(value) ? whenTrue(value) : whenFalse(value));
  }

  #check(schema: JsonSchema): Check {
    let validator: CompiledSchema | undefined;
    return (value) => {
      validator ??= this.#compiler.compile(schema);
      return validator.check(value);
    };
  }

  #optional(schema: unknown): Converter {
    return schema === undefined ? unchanged : this.build(schema as JsonSchema);
  }

  #list(schemas: unknown): readonly JsonSchema[] {
    return (schemas ?? []) as readonly JsonSchema[];
  }

  #map(schemas: unknown): (readonly [string, Converter])[] {
    return Object.entries((schemas ?? {}) as SchemaObject).map(([name, inner]) => [
      name,
      this.build(inner as JsonSchema),
    ]);
  }
}

/** The value as the first alternative makes it that accepts it; else as the first does that changes it, to be told about. */
function firstMade(
  alternatives: readonly { readonly convert: Converter; readonly accepts: Check }[],
  value: unknown,
): unknown {
  let nearest = value;
  for (const { convert, accepts } of alternatives) {
    const made = convert(value);
    if (accepts(made)) return made;
    if (Object.is(nearest, value)) nearest = made;
  }
  return nearest;
}

/** The members that a schema does not name itself. */
function unnamed(
  { properties, patternProperties, prefixItems, items }: SchemaObject,
  value: object,
): string[] {
  const names = Object.keys(value);
  if (Array.isArray(value)) return items === undefined ? names.slice(itemsOf(prefixItems).length) : [];
  const patterns = membersOf(patternProperties).map(([pattern]) => new RegExp(pattern, "u"));
  const isNamed = (name: string) =>
    (isJsonObject(properties) && Object.hasOwn(properties, name)) ||
    patterns.some((pattern) => pattern.test(name));
  return names.filter((name) => !isNamed(name));
}

function mapItems(items: readonly unknown[], convert: (item: unknown, index: number) => unknown): unknown {
  const converted = items.map(convert);
  return converted.some((item, index) => !Object.is(item, items[index])) ? converted : items;
}

function mapMembers(
  record: Record<string, unknown>,
  convert: (member: unknown, name: string) => unknown,
): unknown {
  const entries = Object.entries(record);
  const converted = entries.map(([name, member]) => [name, convert(member, name)] as const);
  const isChanged = converted.some(([, member], index) => !Object.is(member, entries[index]?.[1]));
  // fromEntries defines members, so that one called __proto__ stays an ordinary member.
  return isChanged ? Object.fromEntries(converted) : record;
}
