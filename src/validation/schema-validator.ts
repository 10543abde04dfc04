import type { JsonSchema } from "../definition/descriptor.js";
import { bothSchemas, type CompiledSchema, SchemaCompiler } from "./compile/schema-compiler.js";
import type { Definitions } from "./definitions.js";
import { findProblems } from "./explain/find-problems.js";
import { holdsInt64, int64Converter } from "./int64-converter.js";
import { explain, Mismatch } from "./mismatch.js";
import { findUnknownVersion } from "./objects/unknown-version.js";
import { asksOfTexts, type FormConverters, formConverters } from "./program-forms/program-forms.js";
import type { Converter } from "./schema-converter.js";
import type { SchemaForm } from "./schema-form.js";
import { allowMoreVisits, allowVisits, CHECK_VISITS } from "./visit-budget.js";
import { withoutUndefined } from "./written-form.js";

/** Explaining tries every alternative to its end, and takes far longer at each. */
const EXPLAIN_VISITS = 2_000;

/** The defaults inside the values of a schema. */
export interface InnerDefaults {
  /** False when there are none. */
  readonly fills: boolean;
  /** The value with those that its schema requires to be there. */
  completed(value: unknown): unknown;
  /** A value that was accepted, with all that leave it valid. */
  filled(value: unknown): unknown;
}

/** Checks values against one schema of a descriptor. */
export class SchemaValidator {
  readonly #schema: JsonSchema;
  readonly #definitions: Definitions;
  readonly #validator: CompiledSchema;
  /** Asks of texts what the types of programs do, where that is more. */
  readonly #encoded: CompiledSchema | undefined;
  readonly #convert: Converter | undefined;
  readonly #forms: ProgramForms | undefined;
  /** Only definitions can refer to themselves. */
  readonly #mayRecur: boolean;

  /** @throws {DefinitionError} a `$ref` leads to no definition of the descriptor. */
  constructor(schema: JsonSchema, definitions: Definitions) {
    this.#schema = schema;
    this.#definitions = definitions;
    const bundle = definitions.bundle(schema, "bigint");
    const validator = new SchemaCompiler(bundle).compile(bundle.schema);
    this.#encoded = asksOfTexts(bundle) ? this.#compiled("encoded") : undefined;
    // Beside it: under not or oneOf, who asks more of texts may accept more values.
    this.#validator = this.#encoded === undefined ? validator : bothSchemas(validator, this.#encoded);
    this.#mayRecur = Object.keys(bundle.$defs).length > 0;
    const forms = formConverters({ wire: bundle, bundle: (form) => definitions.bundle(schema, form) });
    if (forms !== undefined) this.#forms = { ...forms, leaving: this.#leaving() };
    if (holdsInt64(bundle)) this.#convert = int64Converter(definitions.bundle(schema, "either"));
  }

  /**
   * Returns the value as a program has it: with numbers made bigints where the schema has an integer of
   * `format: int64`, the fields of versioned objects, and texts in the form that the program asks for. What does not fit
   * the schema gives a {@link Mismatch} instead.
   */
  acceptArriving(value: unknown): unknown {
    return this.#guarded(() => this.#accepted(value));
  }

  /** Returns what `acceptArriving` does, with the defaults inside it. */
  acceptServed(value: unknown, defaults: InnerDefaults): unknown {
    return this.#guarded(() => {
      const accepted = this.#accepted(value);
      if (!defaults.fills) return accepted;
      if (!(accepted instanceof Mismatch)) return defaults.filled(accepted);
      const completed = defaults.completed(value);
      if (Object.is(completed, value)) return accepted;
      this.#allowVisits();
      const second = this.#accepted(completed);
      return second instanceof Mismatch ? second : defaults.filled(second);
    });
  }

  /** Returns a value that was accepted in the form that programs have it in; undefined when that takes too long. */
  readForms(value: unknown): unknown {
    const read = this.#guarded(() => value);
    return read instanceof Mismatch ? undefined : read;
  }

  /**
   * Returns the value with its bigints, all else being as it travels, or undefined for what does not fit:
   * without an explanation, and within what is left of the visits that were allowed, for many questions about one value.
   *
   * @throws {RangeError} the value is nested too deeply, or the visits are used up.
   */
  convertFitting(value: unknown): unknown {
    const converted = this.#convert === undefined ? value : this.#convert(value);
    return this.#validator.check(converted) ? converted : undefined;
  }

  /**
   * Returns the value as it travels: as it is, but for versioned objects and texts that programs have in another form.
   * Where what is written of it does not fit the schema it is a {@link Mismatch}.
   */
  acceptLeaving(value: unknown): unknown {
    this.#allowVisits();
    try {
      const written = this.#written(value);
      return this.#fits(written) ? written : this.#explain(withoutUndefined(written), this.#leaves);
    } catch (error) {
      return tooComplex(error);
    }
  }

  /** True for a value that `acceptLeaving` accepts; to tell what is wrong with another takes far longer. */
  fitsLeaving(value: unknown): boolean {
    this.#allowVisits();
    try {
      return this.#fits(this.#written(value));
    } catch (error) {
      tooComplex(error);
      return false;
    }
  }

  #written(value: unknown): unknown {
    return this.#forms === undefined ? value : this.#forms.write(value);
  }

  /** True for what may travel; a member that is undefined does not. */
  #fits(written: unknown): boolean {
    return this.#leaves.check(written) || this.#leaves.check(withoutUndefined(written));
  }

  get #leaves(): CompiledSchema {
    return this.#forms === undefined ? this.#validator : this.#forms.leaving;
  }

  /** Reads what is accepted, which tells alternatives apart once more. */
  #guarded(accept: () => unknown): unknown {
    this.#allowVisits();
    try {
      const accepted = accept();
      if (this.#forms === undefined || accepted instanceof Mismatch) return accepted;
      this.#allowVisits();
      return this.#forms.read(accepted);
    } catch (error) {
      return tooComplex(error);
    }
  }

  /** Of a versioned object nothing leaves but its fields, and what programs have in the place of a text only as that. */
  #leaving(): CompiledSchema {
    const closed = this.#compiled("closed");
    return this.#encoded === undefined ? closed : bothSchemas(closed, this.#encoded);
  }

  #compiled(form: SchemaForm): CompiledSchema {
    const bundle = this.#definitions.bundle(this.#schema, form);
    return new SchemaCompiler(bundle).compile(bundle.schema);
  }

  #accepted(value: unknown): unknown {
    const converted = this.#convert === undefined ? value : this.#convert(value);
    return this.#validator.check(converted) ? converted : this.#refused(converted);
  }

  #allowVisits(): void {
    if (this.#mayRecur) allowVisits(CHECK_VISITS);
  }

  #refused(value: unknown): Mismatch {
    const found = this.#explain(value, this.#validator);
    const { objectClasses } = this.#definitions;
    if (this.#forms === undefined || objectClasses.length === 0) return found;
    const unknown = findUnknownVersion(value, objectClasses);
    return unknown === undefined ? found : found.blaming(unknown);
  }

  #explain(value: unknown, validator: CompiledSchema): Mismatch {
    const found = Mismatch.of(findProblems(this.#schema, this.#definitions, value));
    if (found !== undefined) return found;
    allowMoreVisits(EXPLAIN_VISITS);
    try {
      return explain(validator.errors(value), value);
    } catch (error) {
      if (error instanceof RangeError) return explain([], value);
      throw error;
    }
  }
}

/** The form that programs have the values of a schema in, where it is not that of the wire. */
interface ProgramForms extends FormConverters {
  /** The schema of what leaves. */
  readonly leaving: CompiledSchema;
}

/** A RangeError comes of an overflown stack or a used up allowance; any other error is a fault of ours. */
function tooComplex(error: unknown): Mismatch {
  if (error instanceof RangeError) return new Mismatch("", "is nested too deeply or takes too long to check");
  throw error;
}
