import { useEffect, useState } from "preact/hooks";
import { troubleText } from "./request.js";

/** An answer that is awaited, there, or will not come. What was there before stays until then. */
export interface Answer<T> {
  readonly value?: T;
  readonly trouble?: string;
  readonly isWaiting: boolean;
  /** Nothing has come for some time. */
  readonly isSlow: boolean;
}

const SLOW_MS = 2_000;

/** Asks when one of `causes` has changed, and gives up what was asked before. */
export function useAnswer<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  causes: readonly unknown[],
): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ isWaiting: true, isSlow: false });
  useEffect(() => {
    const given = new AbortController();
    setAnswer(({ value }) => ({ ...(value !== undefined && { value }), isWaiting: true, isSlow: false }));
    const timer = setTimeout(() => setAnswer((former) => ({ ...former, isSlow: true })), SLOW_MS);
    ask(given.signal)
      .then(
        (value) => ({ value, isWaiting: false, isSlow: false }),
        (error: unknown) => ({ trouble: troubleText(error), isWaiting: false, isSlow: false }),
      )
      .then((next) => {
        clearTimeout(timer);
        if (!given.signal.aborted) setAnswer((former) => ({ ...former, ...next }));
      });
    return () => {
      clearTimeout(timer);
      given.abort();
    };
  }, causes);
  return answer;
}
