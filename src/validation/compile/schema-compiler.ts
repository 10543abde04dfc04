// A static import, though it takes some 50 ms: validators are needed in the middle of synchronous code, and loading
// this in the background would put a wait, or a way to fail, before the first call of every client and server.
import { Compile } from "typebox/schema";
import type { JsonSchema } from "../../definition/descriptor.js";
import { itemsOf } from "../../json/json-object.js";
import type { KeywordError } from "../mismatch.js";
import type { SchemaObject } from "../schema-object.js";
import { heightOf } from "./height.js";
import { COMPILE_LIMITS, type CompileLimits } from "./limits.js";
import { Part, Rules } from "./part.js";
import { refsIn } from "./ref-counts.js";
import { resultsOf } from "./remembered-results.js";
import { explainedErrors, type Rule } from "./rule.js";
import { type ReducedTarget, reduceSchema } from "./schema-reducer.js";

/** A schema made ready to check values. */
export interface CompiledSchema {
  readonly check: (value: unknown) => boolean;
  /** The rules that a value breaks; none when it fits. */
  errors(value: unknown): readonly KeywordError[];
}

/** Both of two schemas of the same values. */
export function bothSchemas(one: CompiledSchema, other: CompiledSchema): CompiledSchema {
  return {
    check: (value) => one.check(value) && other.check(value),
    errors: (value) => (one.check(value) ? other : one).errors(value),
  };
}

/** Prepared schemas by the names that refs of prepared schemas have for them. */
export type PreparedDefinitions = { readonly [name: string]: JsonSchema };

/** The definitions that schemas are compiled with. */
export interface CompiledDefinitions {
  readonly $defs: PreparedDefinitions;
  /** Names of those whose results are remembered while a value is checked. */
  readonly remembered: ReadonlySet<string>;
}

const REF_PREFIX = "#/$defs/";
/**
 * Compiles prepared schemas that refer to the same definitions: a small one in one piece; in parts a large one, and one
 * that has results to remember.
 */
export class SchemaCompiler {
  readonly #definitions: CompiledDefinitions;
  readonly #limits: CompileLimits;
  #parts: PartCompiler | undefined;
  #height: number | undefined;

  constructor(definitions: CompiledDefinitions, limits: CompileLimits = COMPILE_LIMITS) {
    this.#definitions = definitions;
    this.#limits = limits;
  }

  compile(schema: JsonSchema): CompiledSchema {
    const { $defs, remembered } = this.#definitions;
    this.#height ??= remembered.size > 0 ? Infinity : this.#heightOf(Object.values($defs));
    if (this.#height + this.#heightOf([schema]) <= this.#limits.together) return wholeSchema(schema, $defs);
    this.#parts ??= new PartCompiler(this.#definitions, this.#limits);
    const rule = this.#parts.compile(schema);
    return {
      check: (value) => rule.check(value),
      errors: (value) => explainedErrors(rule, value),
    };
  }

  /** The sum; more than any limit when one is too high by itself. */
  #heightOf(schemas: readonly JsonSchema[]): number {
    const heights = schemas.map(heightOf);
    if (heights.some((height) => height > this.#limits.height)) return Infinity;
    return heights.reduce((sum, height) => sum + height, 0);
  }
}

/** A schema that typebox compiles in one piece. */
function wholeSchema(schema: JsonSchema, $defs: PreparedDefinitions): CompiledSchema {
  const validator = Compile(typeof schema === "boolean" ? schema : { ...schema, $defs });
  return {
    check: validator.Check.bind(validator),
    errors: (value) => validator.Errors(value)[1],
  };
}

/** Definitions become parts that check each other, so that none is compiled, or gone down, inside another. */
class PartCompiler {
  readonly #$defs: PreparedDefinitions;
  readonly #remembered: ReadonlySet<string>;
  readonly #rules = new Rules();
  readonly #byName = new Map<string, Part>();
  /** Definitions whose part is not compiled yet. */
  readonly #pending: string[] = [];
  readonly #limits: CompileLimits;
  readonly #inline: ReadonlySet<string>;

  constructor({ $defs, remembered }: CompiledDefinitions, limits: CompileLimits) {
    this.#$defs = $defs;
    this.#remembered = remembered;
    this.#limits = limits;
    this.#inline = inlineNames($defs, remembered, limits.inlineHeight);
  }

  compile(schema: JsonSchema): Rule {
    const part = new Part(this.#rules);
    this.#compileInto(part, schema);
    for (let name = this.#pending.pop(); name !== undefined; name = this.#pending.pop()) {
      this.#compileInto(this.#definition(name), this.#$defs[name] ?? false);
    }
    return part;
  }

  #compileInto(part: Part, schema: JsonSchema): void {
    const { own, refs } = withoutOwnRefs(schema);
    const reduced = reduceSchema(own, {
      limits: this.#limits,
      refinement: (rule) => (rule instanceof Part ? rule.refinement : this.#rules.refinement(rule)),
      part: (inner) => {
        const made = new Part(this.#rules);
        made.compile(inner);
        return made;
      },
      target: (ref, depth) => this.#target(ref, depth),
    });
    part.compile(
      reduced,
      refs.map((ref) => this.#definition(nameOf(ref))),
    );
  }

  #target(ref: string, depth: number): ReducedTarget {
    const name = nameOf(ref);
    return depth < this.#limits.inlineDepth && this.#inline.has(name)
      ? { schema: this.#$defs[name] ?? false }
      : { rule: this.#definition(name) };
  }

  #definition(name: string): Part {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const schema = this.#$defs[name];
    const results = this.#remembered.has(name) && typeof schema === "object" ? resultsOf(schema) : undefined;
    const part = new Part(this.#rules, results);
    this.#byName.set(name, part);
    this.#pending.push(name);
    return part;
  }
}

/** A schema and the refs it has beside its other keywords: all of them apply to the same value, one after another. */
function withoutOwnRefs(schema: JsonSchema): { readonly own: JsonSchema; readonly refs: readonly string[] } {
  if (typeof schema === "boolean") return { own: schema, refs: [] };
  const { $ref, allOf, ...others } = schema;
  const inner = itemsOf(allOf) as readonly JsonSchema[];
  const isRef = (one: JsonSchema): one is SchemaObject & { readonly $ref: string } =>
    typeof one === "object" && Object.keys(one).length === 1 && typeof one.$ref === "string";
  const kept = inner.filter((one) => !isRef(one));
  const refs = [...(typeof $ref === "string" ? [$ref] : []), ...inner.filter(isRef).map((one) => one.$ref)];
  return { own: kept.length === 0 ? others : { ...others, allOf: kept }, refs };
}

/** The definitions that stand where they are referred to: small ones, and those that only one ref leads to. */
function inlineNames(
  $defs: PreparedDefinitions,
  remembered: ReadonlySet<string>,
  height: number,
): ReadonlySet<string> {
  const refs = new Map(
    Object.entries($defs).map(([name, schema]) => [name, [...refsIn(schema)].map(nameOf)]),
  );
  const counts = new Map<string, number>();
  for (const name of [...refs.values()].flat()) counts.set(name, (counts.get(name) ?? 0) + 1);
  const isInline = ([name, schema]: [string, JsonSchema]) =>
    !remembered.has(name) && (counts.get(name) === 1 || heightOf(schema) <= height);
  return new Set(
    Object.entries($defs)
      .filter(isInline)
      .map(([name]) => name),
  );
}

function nameOf(ref: string): string {
  return ref.slice(REF_PREFIX.length);
}
