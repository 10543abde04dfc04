/** @throws {RangeError} the value is no number of seconds. */
export function checkDuration(name: string, seconds: number | undefined): void {
  if (seconds === undefined || (typeof seconds === "number" && seconds >= 0 && Number.isFinite(seconds)))
    return;
  throw new RangeError(`${name} must be a number of seconds from 0 up, not ${String(seconds)}`);
}

/** Seconds: servers send a sign of life twice in the time a caller asks for, and at most once a second. */
const SHORTEST_CALL_MONITOR = 2;

/** @throws {RangeError} the value is neither 0, which is none, nor a time in which servers send a sign of life. */
export function checkCallMonitor(seconds: number | undefined): void {
  checkDuration("callMonitorTimeout", seconds);
  if (!seconds || seconds >= SHORTEST_CALL_MONITOR) return;
  throw new RangeError(
    `callMonitorTimeout must be 0 or a number of seconds from ${SHORTEST_CALL_MONITOR} up, not ${seconds}: ` +
      "within less no server says that it is alive",
  );
}

/** The time of a definition, which whoever runs the client cannot change, raised to what servers keep to. */
export function usableCallMonitor(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.max(seconds, SHORTEST_CALL_MONITOR);
}
