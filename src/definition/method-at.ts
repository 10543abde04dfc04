import type { JsonSchema, MethodDescriptor, ParamDescriptor } from "./descriptor.js";
import { nextVersion } from "./version.js";

/** The parts of a method that tell at which versions its requests change. */
interface Versioned {
  readonly since: string;
  readonly params: readonly Pick<ParamDescriptor, "since" | "until" | "earlier">[];
}

/** True for a method with a parameter, or the schema of one, that held up to some version only. */
export function changesByVersion({ params }: Pick<Versioned, "params">): boolean {
  return params.some(({ until, earlier }) => until !== undefined || earlier !== undefined);
}

/** The versions that requests of a method may need, the oldest first: what came with one, and what follows an end. */
export function editionsOf({ since, params }: Versioned): readonly string[] {
  const ends = params.flatMap(({ until, earlier = [] }) => [until, ...earlier.map((each) => each.until)]);
  const all = [
    since,
    ...params.flatMap((param) => param.since ?? []),
    ...ends.flatMap((end) => nextVersion(end) ?? []),
  ];
  return [...new Set(all)].sort((left, right) => minorOf(left) - minorOf(right));
}

/** The method as requests of a version know it: without what held only before. */
export function methodAt(method: MethodDescriptor, version: string): MethodDescriptor {
  const params = method.params.flatMap((param) => {
    const { until: _until, earlier: _earlier, ...others } = param;
    const schema = schemaAt(param, version);
    return schema === undefined ? [] : [{ ...others, schema }];
  });
  return { ...method, params };
}

/** The version that a request with these arguments needs at least: that of the method, or of what came last of them. */
export function leastVersion(
  { since, params }: Pick<MethodDescriptor, "since" | "params">,
  args: Readonly<Record<string, unknown>>,
): string {
  const versions = params.flatMap((param) => (Object.hasOwn(args, param.name) ? (param.since ?? []) : []));
  return versions.reduce((last, each) => (minorOf(each) > minorOf(last) ? each : last), since);
}

/** The schema of a parameter in requests of a version; undefined when there was no such parameter any more. */
export function schemaAt(
  { schema, until, earlier = [] }: Pick<ParamDescriptor, "schema" | "until" | "earlier">,
  version: string,
): JsonSchema | undefined {
  const minor = minorOf(version);
  if (until !== undefined && minor > minorOf(until)) return undefined;
  return (earlier.find((each) => minor <= minorOf(each.until)) ?? { schema }).schema;
}

/** The schema of what a parameter may have in requests of some version. */
export function schemaOfAll({
  schema,
  earlier = [],
}: Pick<ParamDescriptor, "schema" | "earlier">): JsonSchema {
  if (earlier.length === 0) return schema;
  return { anyOf: [schema, ...earlier.map((each) => each.schema).toReversed()] };
}

/** The second number of a version, which may have a third. */
export function minorOf(version: string): number {
  return Number(version.split(".")[1] ?? 0);
}
