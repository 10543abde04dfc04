import { getOrInsert } from "../collections/get-or-insert.js";
import type { JsonSchema, ServiceDescriptor } from "../definition/descriptor.js";
import { type RootSchema, rootSchemas } from "../definition/root-schemas.js";
import { SetDefinitions } from "../subset/definitions.js";
import { Definitions } from "../validation/definitions.js";
import { placeWithoutValue } from "./no-value.js";
import { Random } from "./random.js";
import { type NoSample, type Sample, type SamplerDefinitions, SchemaSampler } from "./schema-sampler.js";

/** A schema of a service without a value. */
export interface SchemaWithoutSample extends RootSchema {
  readonly none: NoSample;
  /** Of what leaves it without one, as far as that is known; its own otherwise. */
  readonly cause: string;
}

/** Settings of {@link ServiceSampler}. */
export interface SamplerSettings {
  /** The same seed gives the same values. */
  readonly seed: number | string;
  /** Whether `examples`, and then defaults, are taken wherever they fit. */
  readonly shown: boolean;
}

/** Makes values for the schemas of a service. Each sampler is made when a value of its schema is first wanted. */
export class ServiceSampler {
  readonly #descriptor: ServiceDescriptor;
  readonly #settings: SamplerSettings;
  readonly #definitions: SamplerDefinitions;
  readonly #samplers = new Map<string, SchemaSampler>();

  constructor(descriptor: ServiceDescriptor, settings: SamplerSettings) {
    this.#descriptor = descriptor;
    this.#settings = settings;
    const { $defs = {} } = descriptor;
    this.#definitions = {
      validated: new Definitions(descriptor),
      sets: new SetDefinitions(Object.entries($defs).map(([name, schema]) => ({ name, schema }))),
    };
  }

  /**
   * A value of a schema: the same for the same seed, name and number.
   *
   * @param name of the schema within the service
   * @param number of the value among those of the schema
   */
  sample(name: string, schema: JsonSchema, number: number): Sample {
    const { seed, shown } = this.#settings;
    const random = Random.of(seed, this.#descriptor.service, name, number);
    return this.#samplerOf(name, schema).sample(random, shown);
  }

  /** The same as a program has it: with the fields of its versioned objects. */
  sampleForProgram(name: string, schema: JsonSchema, number: number): Sample {
    const sample = this.sample(name, schema, number);
    return "none" in sample ? sample : { value: this.#samplerOf(name, schema).read(sample.value) };
  }

  #samplerOf(name: string, schema: JsonSchema): SchemaSampler {
    return getOrInsert(this.#samplers, name, () => new SchemaSampler(schema, this.#definitions));
  }

  /** The schemas of the service that no value was found for. It makes one value of each. */
  withoutSample(): readonly SchemaWithoutSample[] {
    return [...rootSchemas(this.#descriptor)].flatMap((root) => {
      const sample = this.sample(root.pointer, root.schema, 0);
      if ("value" in sample) return [];
      const cause = placeWithoutValue(this.#definitions.sets, root) ?? root.pointer;
      return [{ ...root, none: sample.none, cause }];
    });
  }
}
