import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { JsonSchema, ServiceDescriptor } from "../../src/definition/descriptor.js";
import { rootSchemas } from "../../src/definition/root-schemas.js";
import { stringifyJson } from "../../src/json/json.js";
import { addProgramTypes } from "./program-type-keyword.js";

/** A schema of a service, and what another validator says of a value of it. */
export interface IndependentCheck {
  readonly pointer: string;
  readonly schema: JsonSchema;
  /** Of the value as it is written. */
  accepts(value: unknown): boolean;
}

/** The schemas of a service with validators that are not this library's. Each definition is compiled once. */
export function independentChecks(descriptor: ServiceDescriptor): readonly IndependentCheck[] {
  const ajv = new Ajv2020({
    strict: false,
    logger: false,
    inlineRefs: false,
    validateSchema: false,
    meta: false,
    code: { optimize: false },
  });
  addFormats.default(ajv);
  addProgramTypes(ajv);
  // The formats that only this project has.
  ajv.addFormat("oslo-date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?$/);
  ajv.addFormat("oslo-decimal", /^-?\d+(\.\d+)?(e[+-]?\d{1,4})?$/i);
  // Every integer that is written is one.
  ajv.addFormat("int64", true);
  const roots = [...rootSchemas(descriptor)];
  const whole = { $defs: descriptor.$defs ?? {}, roots: roots.map(({ schema }) => schema) };
  // A bound may be a bigint, which ajv does not know.
  ajv.addSchema({ $id: "https://example.com/service", ...JSON.parse(stringifyJson(whole)) });
  return roots.map((root, index) => {
    let check: ValidateFunction | undefined;
    return {
      ...root,
      accepts: (value) => {
        check ??= ajv.compile({ $ref: `https://example.com/service#/roots/${index}` });
        return check(JSON.parse(stringifyJson(value)));
      },
    };
  });
}
