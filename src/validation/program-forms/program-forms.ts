import type { SchemaBundle } from "../definitions.js";
import { objectRule } from "../objects/object-rule.js";
import { type Converter, schemaConverter } from "../schema-converter.js";
import type { SchemaForm } from "../schema-form.js";
import type { SchemaObject } from "../schema-object.js";
import type { FormRule } from "./form-rule.js";
import { programTextChecks, typeRule } from "./program-types.js";

/** The bundles of one schema by the forms that values have while they are converted. */
export interface FormBundles {
  /** The form of the wire. */
  readonly wire: SchemaBundle;
  /** The forms while a program is given a value, and while one of a program is written. */
  bundle(form: SchemaForm): SchemaBundle;
}

/** The two ways between what travels and what programs have. */
export interface FormConverters {
  /** Gives a program what arrived and was accepted. */
  readonly read: Converter;
  /** Writes a value of a program as it travels. */
  readonly write: Converter;
}

/** Makes the converters of a schema; undefined where programs have its values as they travel. */
export function formConverters({ wire, bundle }: FormBundles): FormConverters | undefined {
  const [hasObjects, hasTypes] = [objectRule, typeRule].map((rule) => mentions(wire, rule));
  if (hasObjects !== true && hasTypes !== true) return undefined;
  // Where no text has another form, checks need not look for one.
  if (hasTypes !== true) return objectConverters(wire, bundle("closed"));
  const types = typeConverters(wire);
  if (hasObjects !== true) return types;
  const objects = objectConverters(bundle("read"), bundle("write"));
  return {
    read: (value) => objects.read(types.read(value)),
    write: (value) => types.write(objects.write(value)),
  };
}

/** True when programs ask more of the texts of a schema than it does itself. */
export function asksOfTexts(wire: SchemaBundle): boolean {
  return mentions(wire, { holds: (schema) => programTextChecks(schema).length > 0 });
}

/** May find a constant that looks like a schema too, which costs a conversion that changes nothing. */
function mentions(node: unknown, rule: Pick<FormRule, "holds">): boolean {
  if (typeof node !== "object" || node === null) return false;
  return rule.holds(node as SchemaObject) || Object.values(node).some((inner) => mentions(inner, rule));
}

/** The generator marks a schema only where all that speak of the same text do so alike, whichever applies. */
function typeConverters(wire: SchemaBundle): FormConverters {
  const made = (way: "read" | "write") =>
    schemaConverter(wire, { after: (schema) => ruled(typeRule, schema)?.[way](schema), checks: "none" });
  return { read: made("read"), write: made("write") };
}

/** Which class an object is of its alternatives are asked for, in whichever form its other values are. */
function objectConverters(reading: SchemaBundle, writing: SchemaBundle): FormConverters {
  return {
    read: schemaConverter(reading, {
      after: (schema) => ruled(objectRule, schema)?.read(schema),
      checks: "given",
    }),
    write: schemaConverter(writing, {
      before: (schema) => ruled(objectRule, schema)?.write(schema),
      checks: "made",
    }),
  };
}

function ruled(rule: FormRule, schema: SchemaObject): FormRule | undefined {
  return rule.holds(schema) ? rule : undefined;
}
