import type { JsonSchema } from "../../src/definition/descriptor.js";
import { joinPointer } from "../../src/definition/json-pointer.js";
import { minorOf, schemaAt } from "../../src/definition/method-at.js";
import type { ParamModel } from "../../src/definition/model.js";
import type { Change } from "./rule.js";

/** The schemas that requests of one version have for a parameter in both ages. */
export interface SharedSchema {
  readonly old: JsonSchema;
  readonly new: JsonSchema;
  /** Place of the new one in the parameter. */
  readonly pointer: string;
}

/** The parts of a parameter that tell its schema in requests of a version. */
type Spans = Pick<ParamModel, "schema" | "until" | "earlier">;

/**
 * Of each span of versions that both ages know, and in which requests of both have the parameters alike, one. Another
 * major version shares none with the old.
 */
export function sharedVersions(
  params: readonly Pick<Spans, "until" | "earlier">[],
  change: Change,
): readonly string[] {
  if (change.isNewMajor) return [];
  const newest = change.old.model.version;
  const ends = params
    .flatMap(({ until, earlier = [] }) => [until ?? newest, ...earlier.map((each) => each.until)])
    .filter((end) => minorOf(end) < minorOf(newest));
  return [...new Set([...ends, newest])];
}

/**
 * The schemas of a parameter that are to be compared, each pair once: those of every version that both ages know, where
 * both have the parameter. Another major version shares none with the old: there those of today are compared.
 *
 * @param absent the schema of one that requests of a version no longer have; without it they are not compared
 */
export function sharedSchemas(
  old: Spans,
  now: Spans,
  change: Change,
  absent?: JsonSchema,
): readonly SharedSchema[] {
  if (change.isNewMajor) return [{ old: old.schema, new: now.schema, pointer: "/schema" }];
  const pairs = sharedVersions([old, now], change).flatMap((version): SharedSchema[] => {
    const [before, after] = [schemaAt(old, version) ?? absent, schemaAt(now, version) ?? absent];
    if (before === undefined || after === undefined) return [];
    return [{ old: before, new: after, pointer: placeAt(now, version) }];
  });
  return pairs.filter(
    (pair, at) => pairs.findIndex((other) => other.old === pair.old && other.new === pair.new) === at,
  );
}

/** Where a parameter says what its schema is in requests of a version. */
function placeAt({ until: end, earlier = [] }: Spans, version: string): string {
  const minor = minorOf(version);
  if (end !== undefined && minor > minorOf(end)) return "/until";
  const index = earlier.findIndex(({ until }) => minor <= minorOf(until));
  return index < 0 ? "/schema" : joinPointer("/earlier", index, "schema");
}
