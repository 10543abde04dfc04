import { emitService } from "../../../generator/emit/service-files.js";
import { DEFAULT_TYPES, type TypeSettings } from "../../../generator/emit/type-settings.js";
import { programModel } from "../../../generator/program-types/program-model.js";
import { loadService } from "../../../src/definition/load-service.js";
import type { ServiceModel } from "../../../src/definition/model.js";

/** What a definition has beside a method `m`. */
export interface Parts {
  readonly params?: readonly unknown[];
  /** True for parameters that may be left out. */
  readonly optional?: boolean;
  readonly result?: unknown;
  readonly examples?: readonly unknown[];
  readonly $defs?: object;
  readonly errors?: object;
  /** Those of the method. */
  readonly methodErrors?: readonly string[];
}

/** The model of a definition. */
export function modelOf({
  params = [],
  optional = false,
  result,
  examples = [],
  $defs = {},
  errors = {},
  methodErrors = [],
}: Parts): ServiceModel {
  const definition = {
    service: "S",
    topic: "t",
    version: "1.0",
    methods: {
      m: {
        params: params.map((schema, index) => ({
          name: `p${index}`,
          schema,
          ...(optional ? { required: false } : {}),
        })),
        ...(result === undefined ? {} : { result }),
        ...(examples.length === 0 ? {} : { examples }),
        ...(methodErrors.length === 0 ? {} : { errors: methodErrors }),
      },
    },
    errors,
    $defs,
  };
  return loadService("s.json", { readFile: () => Buffer.from(JSON.stringify(definition)) });
}

/** The code of a definition, with what the generator notes of its types. */
export function programOf(parts: Parts, settings: Partial<TypeSettings>) {
  const model = modelOf(parts);
  const made = programModel(model, { ...DEFAULT_TYPES, ...settings });
  const files = emitService(made.model, { version: "0.0.0", sourceFile: "s.json", importExtension: "js" });
  const textOf = (name: string) => files.find((file) => file.name === name)?.text ?? "";
  return {
    notes: made.notes.map(({ file, pointer, message }) => `${file}#${pointer}: ${message}`),
    types: textOf("types.ts"),
    client: textOf("client.ts"),
    descriptor: textOf("descriptor.ts"),
  };
}
