import type { SchemaBundle } from "../definitions.js";
import { objectRule } from "../objects/object-rule.js";
import { type Converter, schemaConverter } from "../schema-converter.js";
import type { SchemaObject } from "../schema-object.js";
import type { FormRule } from "./form-rule.js";
import { typeRule } from "./program-types.js";

const RULES: readonly FormRule[] = [objectRule, typeRule];

/** True when a value of the schema may hold something that programs have in another form. */
export function holdsForms(bundle: SchemaBundle): boolean {
  return mentionsForm(bundle);
}

/** May find a constant that looks like a schema too, which costs a conversion that changes nothing. */
function mentionsForm(node: unknown): boolean {
  if (typeof node !== "object" || node === null) return false;
  return ruleOf(node as SchemaObject) !== undefined || Object.values(node).some(mentionsForm);
}

/**
 * Makes the function that gives a program what arrived and was accepted.
 *
 * @param bundle prepared with the form "read", so that it accepts what was converted already
 */
export function formReader(bundle: SchemaBundle): Converter {
  return schemaConverter(bundle, { after: (schema) => ruleOf(schema)?.read(schema), checks: "given" });
}

/**
 * Makes the function that writes a value of a program as it travels.
 *
 * @param bundle prepared with the form "closed"
 */
export function formWriter(bundle: SchemaBundle): Converter {
  return schemaConverter(bundle, { before: (schema) => ruleOf(schema)?.write(schema), checks: "made" });
}

function ruleOf(schema: SchemaObject): FormRule | undefined {
  return RULES.find((rule) => rule.holds(schema));
}
