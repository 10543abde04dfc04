/** A version MAJOR.MINOR, as numbers. */
export interface Version {
  readonly major: number;
  readonly minor: number;
}

/** Reads MAJOR.MINOR; undefined when the value is none. */
export function parseVersion(value: unknown): Version | undefined {
  const match = typeof value === "string" ? /^(\d+)\.(\d+)$/.exec(value) : null;
  return match === null ? undefined : { major: Number(match[1]), minor: Number(match[2]) };
}

/** Below 0 when the first of two MAJOR.MINOR versions is the older one. */
export function compareVersions(left: string, right: string): number {
  const [leftMajor = 0, leftMinor = 0] = left.split(".").map(Number);
  const [rightMajor = 0, rightMinor = 0] = right.split(".").map(Number);
  return leftMajor - rightMajor || leftMinor - rightMinor;
}

/** The mistake in a `since` of a definition of that version; undefined when nothing is. */
export function sinceProblem(since: unknown, version: unknown): string | undefined {
  const [from, to] = [parseVersion(since), parseVersion(version)];
  if (from === undefined || to === undefined) return undefined;
  if (from.major === to.major && from.minor <= to.minor) return undefined;
  const span = to.minor === 0 ? `${to.major}.0` : `${to.major}.0 to ${to.major}.${to.minor}`;
  return `must be ${span}, the version of the definition being ${to.major}.${to.minor}`;
}

/** The mistake in an `until` of what began with a version, in a definition of another; undefined when nothing is. */
export function untilProblem(until: unknown, since: unknown, version: unknown): string | undefined {
  const [end, last] = [parseVersion(until), parseVersion(version)];
  if (end === undefined || last === undefined) return undefined;
  const first = parseVersion(since) ?? { major: last.major, minor: 0 };
  if (end.major === last.major && end.minor >= first.minor && end.minor < last.minor) return undefined;
  const newest = last.minor - 1;
  if (newest < first.minor)
    return `goes with nothing: the version of the definition is ${last.major}.${last.minor}, and must be raised first`;
  const [from, to] = [`${last.major}.${first.minor}`, `${last.major}.${newest}`];
  return `must be ${from === to ? from : `${from} to ${to}`}, the version of the definition being ${last.major}.${last.minor}`;
}

/** The minor version after one; undefined when the value is none. */
export function nextVersion(value: unknown): string | undefined {
  const version = parseVersion(value);
  return version === undefined ? undefined : `${version.major}.${version.minor + 1}`;
}
