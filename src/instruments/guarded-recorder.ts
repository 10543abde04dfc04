import type { RequestRecorder } from "./request-facts.js";

/**
 * A recorder that throws nothing, for neither a call nor a method may fail for it; undefined when none can be made.
 *
 * @param onFault told of what was thrown
 */
export function guardedRecorder(
  make: () => RequestRecorder,
  onFault: (error: unknown) => void,
): RequestRecorder | undefined {
  const guarded = <Result>(work: () => Result): Result | undefined => {
    try {
      return work();
    } catch (error) {
      onFault(error);
      return undefined;
    }
  };
  const recorder = guarded(make);
  if (recorder === undefined) return undefined;
  return {
    waited: (seconds) => guarded(() => recorder.waited(seconds)),
    ended: (seconds, result, error) => guarded(() => recorder.ended(seconds, result, error)),
  };
}
