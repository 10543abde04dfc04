import { compareVersions, parseVersion, type Version } from "../../definition/version.js";
import { type ObjectClass, objectMembers } from "../../definition/versioned-object.js";
import { memberOf } from "../../json/json-object.js";

/** An object of a known class in a version that no definition of it reads. */
export interface UnknownVersion {
  readonly objname: string;
  readonly objver: string;
  /** The newest version that is read. */
  readonly supported: string;
}

/** Finds the first such object in a value as it arrived, wherever it stands. */
export function findUnknownVersion(
  value: unknown,
  classes: readonly ObjectClass[],
): UnknownVersion | undefined {
  // Not recursive: a value may be nested as deeply as JSON may be.
  const open: unknown[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== "object" || next === null) continue;
    const unknown = Array.isArray(next) ? undefined : unknownVersion(next, classes);
    if (unknown !== undefined) return unknown;
    for (const inner of Object.values(next).reverse()) if (inner !== null) open.push(inner);
  }
  return undefined;
}

function unknownVersion(value: object, classes: readonly ObjectClass[]): UnknownVersion | undefined {
  const meant = classes.filter((objectClass) => {
    const { name, namespace } = objectMembers(objectClass);
    return memberOf(value, name) === objectClass.name && memberOf(value, namespace) === objectClass.namespace;
  });
  const [first] = meant;
  if (first === undefined) return undefined;
  const objver = memberOf(value, objectMembers(first).version);
  // A third number stands for what was ported back, and does not count.
  const version =
    typeof objver === "string" ? parseVersion(objver.replace(/^(\d+\.\d+)\.\d+$/, "$1")) : undefined;
  if (typeof objver !== "string" || version === undefined) return undefined;
  const known = meant.map((objectClass) => objectClass.version).sort(compareVersions);
  if (known.some((own) => reads(parseVersion(own), version))) return undefined;
  return { objname: first.name, objver, supported: known.at(-1) ?? first.version };
}

function reads(own: Version | undefined, { major, minor }: Version): boolean {
  return own?.major === major && own.minor >= minor;
}
