import { monotonicNow } from "./clock.js";

/** A callback waiting for its time. */
export interface Timer {
  /** Forgets the callback. Harmless after it has run. */
  cancel(): void;
}

class Entry implements Timer {
  readonly at: number;
  readonly callback: () => void;
  readonly owner: Timers;
  /** Place in the heap, -1 when not waiting. */
  index = -1;

  constructor(at: number, callback: () => void, owner: Timers) {
    this.at = at;
    this.callback = callback;
    this.owner = owner;
  }

  cancel(): void {
    this.owner.remove(this);
  }
}

/**
 * Many deadlines behind one Node timer. A call's timeout is nearly always cancelled, so adding and cancelling
 * must cost next to nothing: deadlines stand in a binary heap where later ones are added at the end without
 * moving others, and the one Node timer is left to run out rather than set anew at each change.
 */
export class Timers {
  readonly #heap: Entry[] = [];
  #armed: NodeJS.Timeout | undefined;
  #armedFor = Number.POSITIVE_INFINITY;

  /** How many callbacks wait. */
  get size(): number {
    return this.#heap.length;
  }

  /** Runs `callback` when the monotonic clock passes `at` (ms). */
  at(at: number, callback: () => void): Timer {
    const entry = new Entry(at, callback, this);
    entry.index = this.#heap.length;
    this.#heap.push(entry);
    this.#siftUp(entry);
    if (at < this.#armedFor) this.#arm(at);
    return entry;
  }

  /** Runs `callback` after `delay` ms. */
  after(delay: number, callback: () => void): Timer {
    return this.at(monotonicNow() + delay, callback);
  }

  /** Used by the entries themselves. */
  remove(entry: Entry): void {
    const { index } = entry;
    if (index < 0) return;
    entry.index = -1;
    const last = this.#heap.pop() as Entry;
    if (last !== entry) {
      this.#heap[index] = last;
      last.index = index;
      this.#siftDown(last);
      this.#siftUp(last);
    }
    if (this.#heap.length === 0) this.#disarm();
  }

  #arm(at: number): void {
    clearTimeout(this.#armed);
    this.#armedFor = at;
    // Node keeps delays in 31 bits; a longer one is approached in steps.
    const delay = Math.min(Math.max(0, Math.ceil(at - monotonicNow())), 2 ** 31 - 1);
    this.#armed = setTimeout(this.#run, delay);
  }

  #disarm(): void {
    clearTimeout(this.#armed);
    this.#armed = undefined;
    this.#armedFor = Number.POSITIVE_INFINITY;
  }

  readonly #run = (): void => {
    this.#disarm();
    const now = monotonicNow();
    for (let first = this.#heap[0]; first !== undefined && first.at <= now; first = this.#heap[0]) {
      this.remove(first);
      first.callback();
    }
    const next = this.#heap[0];
    if (next !== undefined && next.at < this.#armedFor) this.#arm(next.at);
  };

  #siftUp(entry: Entry): void {
    const heap = this.#heap;
    let { index } = entry;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex] as Entry;
      if (parent.at <= entry.at) break;
      heap[index] = parent;
      parent.index = index;
      index = parentIndex;
    }
    heap[index] = entry;
    entry.index = index;
  }

  #siftDown(entry: Entry): void {
    const heap = this.#heap;
    let { index } = entry;
    for (;;) {
      let childIndex = 2 * index + 1;
      if (childIndex >= heap.length) break;
      let child = heap[childIndex] as Entry;
      const right = heap[childIndex + 1];
      if (right !== undefined && right.at < child.at) {
        child = right;
        childIndex += 1;
      }
      if (entry.at <= child.at) break;
      heap[index] = child;
      child.index = index;
      index = childIndex;
    }
    heap[index] = entry;
    entry.index = index;
  }
}

/** The deadlines of this process. */
export const timers: Timers = new Timers();
