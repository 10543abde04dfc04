import { parseVersion } from "../../../src/definition/version.js";

/** Compares two versions MAJOR.MINOR. */
export function compareVersions(left: string, right: string): number {
  const [one, other] = [parseVersion(left), parseVersion(right)];
  if (one === undefined || other === undefined) return 0;
  return one.major - other.major || one.minor - other.minor;
}

/** Those of the versions that have the major version of an interface, ascending. */
export function withinMajor(versions: readonly string[], version: string): string[] {
  const major = parseVersion(version)?.major;
  return [...new Set(versions)]
    .filter((each) => parseVersion(each)?.major === major)
    .toSorted(compareVersions);
}
