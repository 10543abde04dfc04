import { PROGRAM_TYPE, type ProgramType } from "../../definition/program-type.js";
import type { Refinement, SchemaObject } from "../schema-object.js";
import { dateOf, dateText, isDate } from "./date-time.js";
import type { FormRule } from "./form-rule.js";
import { encodingCheck, isOctets, octetsOf, octetsText } from "./octets.js";

/** The ways from the values of a type to texts and back. */
interface TypeConversion {
  isValue(value: unknown): boolean;
  /** Equality as a program sees it. */
  isSame(left: unknown, right: unknown): boolean;
  /** Undefined for a text that says no value. */
  fromText(text: string, schema: SchemaObject): unknown;
  toText(value: unknown, schema: SchemaObject): string;
  /** The expectation that a value breaks which no text says; undefined for any other value. */
  fault?(value: unknown): string | undefined;
  /** Refuses texts that say no value, where the schema itself does not. */
  check?(schema: SchemaObject): Refinement;
}

const CONVERSIONS: Readonly<Record<ProgramType, TypeConversion>> = {
  Date: {
    isValue: isDate,
    isSame: (left, right) => (left as Date).getTime() === (right as Date).getTime(),
    fromText: (text, { format }) => dateOf(text, format),
    toText: (value, { format }) => dateText(value as Date, format),
    fault: (date) => (Number.isNaN((date as Date).getTime()) ? "must be a valid Date" : undefined),
  },
  Uint8Array: {
    isValue: isOctets,
    isSame: (left, right) => Buffer.compare(left as Uint8Array, right as Uint8Array) === 0,
    fromText: (text, { contentEncoding }) => octetsOf(text, contentEncoding),
    toText: (value, { contentEncoding }) => octetsText(value as Uint8Array, contentEncoding),
    check: ({ contentEncoding }) => encodingCheck(contentEncoding),
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
    // What no text says stays as it is: some text in its place might fit what another schema wants of texts.
    const isWritten = (value: unknown) =>
      conversion?.isValue(value) === true && conversion.fault?.(value) === undefined;
    return (value) => (isWritten(value) ? conversion?.toText(value, schema) : value);
  },
};

/** True for a value that programs have in the place of the texts of a schema. */
export function isProgramValue(schema: SchemaObject, value: unknown): boolean {
  return conversionOf(schema)?.isValue(value) === true;
}

/** The expectation that a value breaks which programs have in the place of a schema's texts, and which none of these says. */
export function unwritable(schema: SchemaObject, value: unknown): string | undefined {
  const conversion = conversionOf(schema);
  return conversion?.isValue(value) === true ? conversion.fault?.(value) : undefined;
}

/** True for a value that programs have in the place of a text, by whichever schema. */
export function standsForText(value: unknown): boolean {
  return Object.values(CONVERSIONS).some(({ isValue }) => isValue(value));
}

/**
 * Equality of two values as programs have them, which may have come as different texts; undefined where neither is one that
 * programs have in the place of a text.
 */
export function sameProgramValue(left: unknown, right: unknown): boolean | undefined {
  const conversion = Object.values(CONVERSIONS).find(({ isValue }) => isValue(left) || isValue(right));
  if (conversion === undefined) return undefined;
  return [left, right].every(conversion.isValue) && conversion.isSame(left, right);
}

/** The checks of texts that come with the type that programs have; none where the schema says it all. */
export function programTextChecks(schema: SchemaObject): readonly Refinement[] {
  const check = conversionOf(schema)?.check;
  return check === undefined ? [] : [check(schema)];
}

function conversionOf(schema: SchemaObject): TypeConversion | undefined {
  const type = schema[PROGRAM_TYPE];
  return typeof type === "string" && Object.hasOwn(CONVERSIONS, type)
    ? CONVERSIONS[type as ProgramType]
    : undefined;
}
