import { compareVersions, parseVersion } from "../../../src/definition/version.js";

/** Those of the versions that have the major version of an interface, ascending. */
export function withinMajor(versions: readonly string[], version: string): string[] {
  const major = parseVersion(version)?.major;
  return [...new Set(versions)]
    .filter((each) => parseVersion(each)?.major === major)
    .toSorted(compareVersions);
}
