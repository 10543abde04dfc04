import type { ServiceModel } from "../../src/definition/model.js";
import type { SetDefinitions } from "../../src/subset/definitions.js";
import type { Finding } from "./finding.js";
import type { SchemaRoot } from "./schemas/schema-root.js";

/** One age of a service. */
export interface Edition {
  readonly model: ServiceModel;
  readonly definitions: SetDefinitions;
}

/** Both ages of a service. */
export interface Change {
  readonly old: Edition;
  readonly new: Edition;
  /** True when the major version went up: then a `since` of the new definition says nothing about the old. */
  readonly isNewMajor: boolean;
}

/** One kind of difference to look for. */
export interface BreakingRule {
  readonly id: string;
  /** The change that it looks for, and why that matters. */
  readonly documentation: string;
  /** `source` is about what only those see who compile generated code; `wire` is about peers. */
  readonly level: "wire" | "source";
  /** Yields the differences; the id is added to them. */
  find?(change: Change): Iterable<Omit<Finding, "rule">>;
  /** Yields schemas of both ages that are to be compared; the id is added to them. */
  schemas?(change: Change): Iterable<Omit<SchemaRoot, "rule">>;
}
