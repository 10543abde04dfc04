import { useState } from "preact/hooks";

/** A value that can be held as it is. */
export interface Pause<T> {
  readonly shown: T;
  readonly isPaused: boolean;
  readonly toggle: () => void;
}

/** Holds what is shown while its reader reads; what comes meanwhile is there afterwards. */
export function usePause<T>(current: T): Pause<T> {
  const [held, setHeld] = useState<{ value: T }>();
  return {
    shown: held === undefined ? current : held.value,
    isPaused: held !== undefined,
    toggle: () => setHeld(held === undefined ? { value: current } : undefined),
  };
}
