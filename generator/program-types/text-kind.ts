import { itemsOf, type JsonObject } from "../../src/json/json-object.js";

/** Texts that programs may have as values of another type. */
export interface TextKind {
  /** The type that programs have; languages have names of their own for it. */
  readonly typeName: string;
  /** Many of them, in words. */
  readonly plural: string;
  /** One that may be written in several ways, in words. */
  readonly eitherForm: string;
  /** The way in which a schema has such texts written; undefined where it does not say that they are any. */
  formOf(schema: JsonObject): string | undefined;
  /** True for a text that could be one, in whatever way. */
  looksLike(text: string): boolean;
  /** Why no program can have what a schema says to be such a text as a value. */
  unfit?(schema: JsonObject): string | undefined;
}

/** The values that a schema lists, when it does. */
export function constantsOf(schema: JsonObject): readonly unknown[] | undefined {
  if (Object.hasOwn(schema, "const")) return [schema.const];
  return Array.isArray(schema.enum) ? itemsOf(schema.enum) : undefined;
}
