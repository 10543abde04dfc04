/** Milliseconds on a clock that never jumps, whatever happens to the wall clock. Every deadline is on it. */
export function monotonicNow(): number {
  return performance.now();
}
