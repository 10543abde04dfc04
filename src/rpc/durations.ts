/** @throws {RangeError} the value is no number of seconds. */
export function checkDuration(name: string, seconds: number | undefined): void {
  if (seconds === undefined || (typeof seconds === "number" && seconds >= 0 && Number.isFinite(seconds)))
    return;
  throw new RangeError(`${name} must be a number of seconds from 0 up, not ${String(seconds)}`);
}
