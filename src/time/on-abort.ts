/**
 * The waiting callbacks of each signal. Node warns of more than ten listeners on one, so each has a single one of ours.
 */
const waiting = new WeakMap<AbortSignal, Waiting>();

interface Waiting {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

/**
 * Calls back when the signal is aborted, unless what this returns is called first. Programs give one signal to many
 * calls. For a signal that is aborted already it does nothing.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const { callbacks, listener } = waiting.get(signal) ?? listenTo(signal);
  // Each its own, should one function wait twice.
  const entry = () => callback();
  callbacks.add(entry);
  return () => {
    if (!callbacks.delete(entry) || callbacks.size > 0) return;
    waiting.delete(signal);
    signal.removeEventListener("abort", listener);
  };
}

function listenTo(signal: AbortSignal): Waiting {
  const callbacks = new Set<() => void>();
  const listener = () => {
    waiting.delete(signal);
    for (const callback of callbacks) callback();
    callbacks.clear();
  };
  const found = { callbacks, listener };
  waiting.set(signal, found);
  signal.addEventListener("abort", listener, { once: true });
  return found;
}
