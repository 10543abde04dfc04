import { emitService } from "../../../generator/emit/service-files.js";
import { DEFAULT_TYPES, type TypeSettings } from "../../../generator/emit/type-settings.js";
import { programModel } from "../../../generator/program-types/program-model.js";
import { loadService } from "../../../src/definition/load-service.js";

/** What a definition has beside a method `m`. */
export interface Parts {
  readonly params?: readonly unknown[];
  readonly result?: unknown;
  readonly $defs?: object;
  readonly errors?: object;
}

/** The code of a definition, with what the generator notes of its types. */
export function programOf(
  { params = [], result, $defs = {}, errors = {} }: Parts,
  settings: Partial<TypeSettings>,
) {
  const definition = {
    service: "S",
    topic: "t",
    version: "1.0",
    methods: {
      m: {
        params: params.map((schema, index) => ({ name: `p${index}`, schema })),
        ...(result === undefined ? {} : { result }),
      },
    },
    errors,
    $defs,
  };
  const model = loadService("s.json", { readFile: () => Buffer.from(JSON.stringify(definition)) });
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
