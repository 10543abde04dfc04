import type { JsonSchema } from "../definition/descriptor.js";
import type { SetDefinitions } from "../subset/definitions.js";
import { proverOf } from "../subset/prover.js";
import { samplesOf } from "../subset/witness/samples.js";
import { type CompiledSchema, SchemaCompiler } from "../validation/compile/schema-compiler.js";
import type { Definitions } from "../validation/definitions.js";
import { holdsInt64 } from "../validation/int64-converter.js";
import { SchemaValidator } from "../validation/schema-validator.js";
import { CHECK_VISITS, withinVisits } from "../validation/visit-budget.js";
import { Draw, DrawEnds } from "./draw-value.js";
import type { Random } from "./random.js";

/** Values that are drawn and checked before another way is taken; those before the last few may be shown ones. */
const MOST_DRAWS = 24;
const MOST_SHOWN = 8;

/** Why there is no value: it is proved that the schema accepts none, or none was found that it accepts. */
export type NoSample = "unsatisfiable" | "not found";

/** A value of a schema, with its integers of 64 bits as bigints, or why there is none. */
export type Sample = { readonly value: unknown } | { readonly none: NoSample };

/** The definitions of a service, as validators and as proofs want them. */
export interface SamplerDefinitions {
  readonly validated: Definitions;
  readonly sets: SetDefinitions;
}

/** Makes values that one schema of a descriptor accepts. Each is checked by the validator that peers have. */
export class SchemaSampler {
  readonly #schema: JsonSchema;
  readonly #definitions: SetDefinitions;
  readonly #validator: SchemaValidator;
  /** Checks a value as it is written, where integers of 64 bits are made bigints before ours sees them. */
  readonly #written: CompiledSchema | undefined;
  /** Values that are taken where none was drawn. */
  #others: readonly unknown[] | undefined;
  #none: NoSample | undefined;

  /** @throws {DefinitionError} a `$ref` leads to no definition of the descriptor. */
  constructor(schema: JsonSchema, { validated, sets }: SamplerDefinitions) {
    this.#schema = schema;
    this.#definitions = sets;
    this.#validator = new SchemaValidator(schema, validated);
    const bundle = validated.bundle(schema, "either");
    if (holdsInt64(bundle)) this.#written = new SchemaCompiler(bundle).compile(bundle.schema);
  }

  /**
   * The value that the random numbers lead to.
   *
   * @param shown whether `examples` and defaults are taken where they fit
   */
  sample(random: Random, shown: boolean): Sample {
    // What was not found once will not be found the next time.
    for (let left = this.#others === undefined ? MOST_DRAWS : 0; left > 0; left -= 1) {
      const value = this.#drawn(random, shown && left > MOST_DRAWS - MOST_SHOWN);
      if (value !== undefined) return { value };
    }
    this.#others ??= samplesOf({ schema: this.#schema, definitions: this.#definitions }).flatMap((value) => {
      const accepted = this.#accepted(value);
      return accepted === undefined ? [] : [accepted];
    });
    const value = random.pick(this.#others);
    return value === undefined ? { none: this.#reason() } : { value };
  }

  /** A value that was sampled as programs have it: with the fields of its versioned objects. */
  read(value: unknown): unknown {
    return this.#validator.readForms(value);
  }

  #drawn(random: Random, shown: boolean): unknown {
    try {
      const value = new Draw(random, { shown }).value([
        { schema: this.#schema, definitions: this.#definitions },
      ]);
      return value === undefined ? undefined : this.#accepted(value);
    } catch (error) {
      if (error instanceof DrawEnds || error instanceof RangeError) return undefined;
      throw error;
    }
  }

  /** The value as it is on this side of the wire; undefined when the schema does not accept it. */
  #accepted(value: unknown): unknown {
    return withinVisits(CHECK_VISITS, () =>
      this.#written?.check(value) === false ? undefined : this.#validator.convertFitting(value),
    );
  }

  #reason(): NoSample {
    this.#none ??= proverOf(this.#definitions, this.#definitions).proves([this.#schema], false)
      ? "unsatisfiable"
      : "not found";
    return this.#none;
  }
}
