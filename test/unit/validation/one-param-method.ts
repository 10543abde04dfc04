import assert from "node:assert/strict";
import type { JsonSchema, ServiceDescriptor } from "../../../src/definition/descriptor.js";
import { InvalidArguments } from "../../../src/errors/validation-errors.js";
import type { MethodValidator } from "../../../src/validation/method-validator.js";
import { ServiceValidator } from "../../../src/validation/service-validator.js";

/** The validator of a method with one parameter `x`. */
export function methodOf(
  schema: JsonSchema,
  {
    result = true,
    required = true,
    $defs = {},
  }: Partial<{ result: JsonSchema; required: boolean; $defs: ServiceDescriptor["$defs"] }> = {},
): MethodValidator {
  const method = new ServiceValidator({
    service: "S",
    methods: [
      {
        name: "m",
        kind: "call",
        since: "1.0",
        errors: [],
        result,
        params: [{ name: "x", required, schema }],
      },
    ],
    $defs,
  }).method("m");
  assert.ok(method);
  return method;
}

/** A value as it travels when a client sends it. */
export const sent = (schema: JsonSchema, value: unknown, $defs = {}) =>
  methodOf(schema, { $defs }).outgoingArguments({ x: value }).x;
/** A value as a server has it that arrived. */
export const arrived = (schema: JsonSchema, value: unknown, $defs = {}) =>
  methodOf(schema, { $defs }).withDefaults({ x: value }).x;
const toldOf = (error: unknown) =>
  error instanceof InvalidArguments ? error.message : assert.fail(String(error));

/** The message of a refusal of arguments. */
export function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return toldOf(error);
  }
  return assert.fail("nothing was refused");
}
