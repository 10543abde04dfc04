import { useEffect, useState } from "preact/hooks";

/** Something that tells of its changes. */
export class Changing {
  readonly #listeners = new Set<() => void>();
  #isPlanned = false;

  /** Calls back after changes, once for all that came together. Returns what ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  protected changed(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    // Not by frames: a page in the background has none.
    queueMicrotask(() => {
      this.#isPlanned = false;
      for (const listener of this.#listeners) listener();
    });
  }
}

/** A part of something that changes. The component is drawn again when it is another. */
export function usePart<S extends Changing, T>(source: S, pick: (source: S) => T): T {
  const [, setPart] = useState<T>();
  useEffect(() => {
    const update = () => setPart(() => pick(source));
    update();
    return source.onChange(update);
  }, [source]);
  return pick(source);
}

/** A value as it was when it last stayed the same for so long. */
export function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(() => value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
