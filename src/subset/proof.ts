import type { JsonObject } from "../json/json-object.js";
import type { SetDefinitions } from "./definitions.js";

/** The proof as the rules of a kind of value see it. */
export interface Proof {
  readonly left: SetDefinitions;
  readonly right: SetDefinitions;
  /** True when values that all of the schemas accept are accepted by `target`. */
  proves(schemas: readonly unknown[], target: unknown): boolean;
  /** The same with sides changed: the schemas are those of the right side. */
  provesBack(schemas: readonly unknown[], target: unknown): boolean;
  /** True when no value that all of the schemas accept is accepted by `other`, of the right side. */
  excludes(schemas: readonly unknown[], other: unknown): boolean;
  /** True when `propertyNames` or `maxProperties` of a schema of the left side lets no member have that name. */
  refusesName(schema: JsonObject, name: string): boolean;
  /** The values that all of the schemas, of the left side, leave; undefined when there may be others. */
  few(schemas: readonly unknown[]): readonly unknown[] | undefined;
}

/** Says whether a keyword and those that belong to it are the same in a schema that holds already. */
export type IsKept = (keywords: readonly string[]) => boolean;
