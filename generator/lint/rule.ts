import type { PlacedSchema, RefKeyword } from "../../src/definition/schema-library.js";
import type { JsonObject } from "../../src/json/json-object.js";

/** The weight of a finding: errors fail the command. */
export type Severity = "error" | "warn";

/** The definition that the rules look at. It may be wrong in every way, so they take nothing for granted. */
export interface LintSubject {
  readonly file: string;
  readonly document: JsonObject;
  /** True when code can be generated from it. */
  readonly isSound: boolean;
  /** Every schema, in the definition and in other files that it reaches. */
  readonly schemas: readonly PlacedSchema[];
  /** Keywords and formats that the configuration names. */
  readonly allowed: { readonly keywords: ReadonlySet<string>; readonly formats: ReadonlySet<string> };
  /** Whether programs of the project have texts as octets, and as decimals. */
  readonly wanted: { readonly octets: boolean; readonly decimals: boolean };
  /** The pointers of the definition's own `$defs` that nothing needs. */
  readonly unusedDefinitions: readonly string[];
  /** The schema that a ref of a schema leads to, its `$ref` by default; undefined when there is none to be found. */
  targetOf(place: PlacedSchema, keyword?: RefKeyword): PlacedSchema | undefined;
}

/** Takes the place and the text of a finding; without a file it is in the definition itself. */
export type LintReport = (pointer: string, message: string, file?: string) => void;

/** One thing to look for in a definition. */
export interface LintRule {
  /** The name that the configuration and the findings use. */
  readonly id: string;
  /** When the configuration says nothing. */
  readonly severity: Severity | "off";
  /** The demand on a definition, and why: a line of the reference. */
  readonly documentation: string;
  check(subject: LintSubject, report: LintReport): void;
}
