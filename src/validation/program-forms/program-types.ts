import { PROGRAM_TYPE, type ProgramType } from "../../definition/program-type.js";
import type { SchemaObject } from "../schema-object.js";
import { dateOf, dateText, isDate } from "./date-time.js";
import type { FormRule } from "./form-rule.js";

/** The ways from the values of a type to texts and back. */
interface TypeConversion {
  isValue(value: unknown): boolean;
  /** Undefined for a text that says no value. */
  fromText(text: string, schema: SchemaObject): unknown;
  toText(value: unknown, schema: SchemaObject): unknown;
}

const CONVERSIONS: Readonly<Record<ProgramType, TypeConversion>> = {
  Date: {
    isValue: isDate,
    fromText: (text, { format }) => dateOf(text, format),
    toText: (value, { format }) => dateText(value as Date, format),
  },
};

/** `programType`: texts that are values of another type in programs. */
export const typeRule: FormRule = {
  holds: (schema) => conversionOf(schema) !== undefined,
  read: (schema) => {
    const conversion = conversionOf(schema);
    return (value) => (typeof value === "string" ? (conversion?.fromText(value, schema) ?? value) : value);
  },
  write: (schema) => {
    const conversion = conversionOf(schema);
    return (value) => (conversion?.isValue(value) === true ? conversion.toText(value, schema) : value);
  },
};

/** True for a value that programs have in the place of the texts of a schema. */
export function isProgramValue(schema: SchemaObject, value: unknown): boolean {
  return conversionOf(schema)?.isValue(value) === true;
}

/** True for a value that programs have in the place of a text, by whichever schema. */
export function standsForText(value: unknown): boolean {
  return Object.values(CONVERSIONS).some(({ isValue }) => isValue(value));
}

function conversionOf(schema: SchemaObject): TypeConversion | undefined {
  const type = schema[PROGRAM_TYPE];
  return typeof type === "string" && Object.hasOwn(CONVERSIONS, type)
    ? CONVERSIONS[type as ProgramType]
    : undefined;
}
