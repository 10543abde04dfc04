import type { Converter } from "../schema-converter.js";
import type { SchemaObject } from "../schema-object.js";

/** One way in which programs have values in another form than they travel in. */
export interface FormRule {
  /** True for a prepared schema whose values have another form. */
  holds(schema: SchemaObject): boolean;
  /** Gives programs what arrived and was accepted; its parts have their forms already. */
  read(schema: SchemaObject): Converter;
  /** Writes what a program has; its parts are written after it. What is in the form of the wire is left as it is. */
  write(schema: SchemaObject): Converter;
}
