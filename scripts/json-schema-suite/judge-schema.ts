import { existsSync, readFileSync } from "node:fs";
import { loadService } from "../../src/definition/load-service.js";
import { UnreadableFile } from "../../src/definition/read-document.js";
import { toDescriptor } from "../../src/definition/to-descriptor.js";
import { DefinitionError } from "../../src/errors/setup-errors.js";
import { stringifyJson } from "../../src/json/json.js";
import { Definitions } from "../../src/validation/definitions.js";
import { Mismatch } from "../../src/validation/mismatch.js";
import { SchemaValidator } from "../../src/validation/schema-validator.js";

const SERVICE = {
  service: "Suite",
  topic: "suite",
  version: "1.0",
  methods: { m: { params: [{ name: "value", schema: { $ref: "schema.json" } }] } },
};

/** Says of a value whether it fits. */
export type Judge = (value: unknown) => boolean;

/**
 * Makes a validator of a schema the way a definition does that refers to its file.
 *
 * @param resources paths of the files that have addresses
 * @returns the text of the error when the generator refuses the schema
 */
export function judgeSchema(schema: unknown, resources: Readonly<Record<string, string>>): Judge | string {
  const files = new Map([
    ["service.json", stringifyJson(SERVICE)],
    ["schema.json", stringifyJson(schema)],
  ]);
  try {
    const descriptor = toDescriptor(
      loadService("service.json", {
        resources,
        readFile: (file) => {
          const text = files.get(file);
          if (text !== undefined) return Buffer.from(text);
          if (!existsSync(file)) throw new UnreadableFile("no such file");
          return readFileSync(file);
        },
      }),
    );
    const validator = new SchemaValidator(
      descriptor.methods[0]?.params[0]?.schema ?? false,
      new Definitions(descriptor),
    );
    return (value) => !(validator.acceptArriving(value) instanceof Mismatch);
  } catch (error) {
    if (error instanceof DefinitionError) return error.message;
    throw error;
  }
}
