import type { JsonSchema } from "../definition/descriptor.js";
import { type CompiledSchema, SchemaCompiler } from "./compile/schema-compiler.js";
import type { Definitions } from "./definitions.js";
import { findProblems } from "./explain/find-problems.js";
import { holdsInt64, int64Converter } from "./int64-converter.js";
import { explain, Mismatch } from "./mismatch.js";
import type { Converter } from "./schema-converter.js";
import { allowVisits, CHECK_VISITS } from "./visit-budget.js";
import { withoutUndefined } from "./written-form.js";

/** Explaining tries every alternative to its end, and takes far longer at each. */
const EXPLAIN_VISITS = 2_000;

/** Checks values against one schema of a descriptor. */
export class SchemaValidator {
  readonly #schema: JsonSchema;
  readonly #definitions: Definitions;
  readonly #validator: CompiledSchema;
  readonly #convert: Converter | undefined;
  /** Only definitions can refer to themselves. */
  readonly #mayRecur: boolean;

  /** @throws {DefinitionError} a `$ref` leads to no definition of the descriptor. */
  constructor(schema: JsonSchema, definitions: Definitions) {
    this.#schema = schema;
    this.#definitions = definitions;
    const bundle = definitions.bundle(schema, "bigint");
    this.#validator = new SchemaCompiler(bundle.$defs).compile(bundle.schema);
    this.#mayRecur = Object.keys(bundle.$defs).length > 0;
    if (holdsInt64(bundle)) this.#convert = int64Converter(definitions.bundle(schema, "either"));
  }

  /**
   * Returns the value, with numbers made bigints where the schema has an integer of `format: int64`. What does
   * not fit the schema gives a {@link Mismatch} instead.
   */
  acceptArriving(value: unknown): unknown {
    if (this.#mayRecur) allowVisits(CHECK_VISITS);
    try {
      const converted = this.#convert === undefined ? value : this.#convert(value);
      return this.#validator.check(converted) ? converted : this.#explain(converted);
    } catch (error) {
      return tooComplex(error);
    }
  }

  /**
   * Returns what `acceptArriving` does, or undefined for what does not fit: without an explanation, and within what is
   * left of the visits that were allowed, for many questions about one value.
   *
   * @throws {RangeError} the value is nested too deeply, or the visits are used up.
   */
  convertFitting(value: unknown): unknown {
    const converted = this.#convert === undefined ? value : this.#convert(value);
    return this.#validator.check(converted) ? converted : undefined;
  }

  /** Returns the value as it is, or a {@link Mismatch} where what is written of it does not fit the schema. */
  acceptLeaving(value: unknown): unknown {
    if (this.#mayRecur) allowVisits(CHECK_VISITS);
    try {
      if (this.#validator.check(value)) return value;
      const written = withoutUndefined(value);
      return this.#validator.check(written) ? value : this.#explain(written);
    } catch (error) {
      return tooComplex(error);
    }
  }

  #explain(value: unknown): Mismatch {
    const found = Mismatch.of(findProblems(this.#schema, this.#definitions, value));
    if (found !== undefined) return found;
    allowVisits(EXPLAIN_VISITS);
    try {
      return explain(this.#validator.errors(value), value);
    } catch (error) {
      if (error instanceof RangeError) return explain([], value);
      throw error;
    }
  }
}

/** A RangeError comes of an overflown stack or a used up allowance; any other error is a fault of ours. */
function tooComplex(error: unknown): Mismatch {
  if (error instanceof RangeError) return new Mismatch("", "is nested too deeply or takes too long to check");
  throw error;
}
