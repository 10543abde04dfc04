/**
 * Checks a number of further attempts as oslo.messaging counts it: undefined or -1 without limit, 0 none.
 *
 * @throws {RangeError} it is no integer from -1 up.
 */
export function checkRetry(retry: number | undefined): void {
  if (retry === undefined || (Number.isSafeInteger(retry) && retry >= -1)) return;
  throw new RangeError(`retry must be an integer from -1 up, not ${String(retry)}`);
}
