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

/**
 * The schemas of a parameter that are to be compared, each pair once: those of every version that both ages know, where
 * both have the parameter. Another major version shares none with the old: there those of today are compared.
 */
export function sharedSchemas(old: ParamModel, now: ParamModel, change: Change): readonly SharedSchema[] {
  if (change.isNewMajor) return [{ old: old.schema, new: now.schema, pointer: "/schema" }];
  const newest = change.old.model.version;
  const ends = [old, now]
    .flatMap(({ until, earlier = [] }) => [until ?? newest, ...earlier.map((each) => each.until)])
    .filter((end) => minorOf(end) < minorOf(newest));
  const pairs = [...ends, newest].flatMap((version): SharedSchema[] => {
    const [before, after] = [schemaAt(old, version), schemaAt(now, version)];
    if (before === undefined || after === undefined) return [];
    const index = (now.earlier ?? []).findIndex(({ until }) => minorOf(version) <= minorOf(until));
    const pointer = index < 0 ? "/schema" : joinPointer("/earlier", index, "schema");
    return [{ old: before, new: after, pointer }];
  });
  return pairs.filter(
    (pair, at) => pairs.findIndex((other) => other.old === pair.old && other.new === pair.new) === at,
  );
}
