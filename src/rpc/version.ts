import { InvalidTarget } from "../errors/setup-errors.js";

const VERSION = /^\d+\.\d+(?:\.\d+)?$/;

/** The version a request or an endpoint has when it names none. */
export const DEFAULT_VERSION = "1.0";

/**
 * Whether something in `implemented` can serve what asks for `requested`: the same major, a minor that is not
 * larger, and with equal minors a revision that is not larger (`oslo_messaging._utils.version_is_compatible`).
 * What is no MAJOR.MINOR[.REVISION] is compatible with nothing.
 */
export function isCompatible(implemented: string, requested: string): boolean {
  if (implemented === requested) return VERSION.test(requested);
  if (!VERSION.test(implemented) || !VERSION.test(requested)) return false;
  const [major = 0, minor = 0, revision = 0] = implemented.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0, wantedRevision = 0] = requested.split(".").map(Number);
  if (wantedMajor !== major) return false;
  return wantedMinor < minor || (wantedMinor === minor && wantedRevision <= revision);
}

/** @throws {InvalidTarget} the version is given and is no MAJOR.MINOR[.REVISION]. */
export function checkVersion(version: string | null | undefined): void {
  if (version === undefined || version === null || VERSION.test(version)) return;
  throw new InvalidTarget(`A version must be MAJOR.MINOR, not ${JSON.stringify(version)}`);
}
