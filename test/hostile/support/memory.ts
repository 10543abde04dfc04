import assert from "node:assert/strict";

const ALLOWED = 100 * 1024 * 1024;

/** Takes the memory used now as the baseline; the function returned fails when it has grown by more than 100 MB. */
export function memoryBaseline(): () => void {
  const before = process.memoryUsage();
  return () => {
    const now = process.memoryUsage();
    const grown = now.heapUsed + now.external - before.heapUsed - before.external;
    assert.ok(grown < ALLOWED, `memory has grown by ${Math.round(grown / 1024 / 1024)} MB`);
  };
}
