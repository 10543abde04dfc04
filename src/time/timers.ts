// Its own, whatever a program puts in the place of the global one.
import { setImmediate } from "node:timers";

/** A callback waiting for its time. */
export interface Timer {
  /** Forgets the callback. Harmless after it has run. */
  cancel(): void;
}

type Callback = (argument: unknown) => void;

class Entry implements Timer {
  readonly at: number;
  /** Undefined once it has run or is cancelled. */
  callback: Callback | undefined;
  argument: unknown;
  readonly #owner: Timers;

  constructor(at: number, callback: Callback, argument: unknown, owner: Timers) {
    this.at = at;
    this.callback = callback;
    this.argument = argument;
    this.#owner = owner;
  }

  cancel(): void {
    if (this.take() !== undefined) this.#owner.cancelled();
  }

  /** The callback, which is forgotten. */
  take(): Callback | undefined {
    const { callback } = this;
    this.callback = undefined;
    this.argument = undefined;
    return callback;
  }
}

/** Cancelled entries that may always stand in the heap. */
const TOLERATED = 64;

/**
 * Many deadlines behind one Node timer. A call's timeout is nearly always cancelled, so adding and cancelling
 * must cost next to nothing: deadlines stand in a binary heap where later ones are added at the end without
 * moving others, cancelled ones stay until they are as many as the others, and the one Node timer is left to run
 * out rather than set anew at each change: it ends with a turn of the event loop after which nothing waits, since calls
 * one after the other leave nothing to wait for between one and the next. Every deadline of this package is on `performance.now()`: that never jumps,
 * whatever happens to the wall clock.
 */
export class Timers {
  #heap: Entry[] = [];
  #waiting = 0;
  #armed: NodeJS.Timeout | undefined;
  #armedFor = Number.POSITIVE_INFINITY;
  #isLooking = false;

  /** Number of callbacks that wait. */
  get size(): number {
    return this.#waiting;
  }

  /**
   * Runs `callback` when the monotonic clock passes `at` (ms).
   *
   * @param argument what the callback gets: with it, one function serves all deadlines of a kind
   */
  at(at: number, callback: () => void): Timer;
  at<Argument>(at: number, callback: (argument: Argument) => void, argument: Argument): Timer;
  at(time: number, callback: Callback, argument?: unknown): Timer {
    // Whole ms are kept in place, others as an object of their own.
    const at = Math.ceil(time);
    const entry = new Entry(at, callback, argument, this);
    this.#waiting += 1;
    this.#heap.push(entry);
    this.#siftUp(entry, this.#heap.length - 1);
    if (at < this.#armedFor) this.#arm(at);
    return entry;
  }

  /** Runs `callback` after `delay` ms. */
  after(delay: number, callback: () => void): Timer {
    return this.at(performance.now() + delay, callback);
  }

  /** Used by the entries themselves. */
  cancelled(): void {
    this.#waiting -= 1;
    if (this.#waiting === 0) {
      this.#heap = [];
      if (this.#isLooking) return;
      this.#isLooking = true;
      setImmediate(this.#look);
    } else if (this.#heap.length > 2 * this.#waiting + TOLERATED) {
      this.#heap = this.#heap.filter(({ callback }) => callback !== undefined);
      // In order already when all have the same timeout, as the calls of most programs.
      for (let index = (this.#heap.length >> 1) - 1; index >= 0; index -= 1) {
        this.#siftDown(this.#heap[index] as Entry, index);
      }
    }
  }

  #arm(at: number): void {
    clearTimeout(this.#armed);
    this.#armedFor = at;
    // Node keeps delays in 31 bits; a longer one is approached in steps.
    const delay = Math.min(Math.max(0, Math.ceil(at - performance.now())), 2 ** 31 - 1);
    this.#armed = setTimeout(this.#run, delay);
  }

  #disarm(): void {
    clearTimeout(this.#armed);
    this.#armed = undefined;
    this.#armedFor = Number.POSITIVE_INFINITY;
  }

  readonly #look = (): void => {
    this.#isLooking = false;
    if (this.#waiting === 0) this.#disarm();
  };

  readonly #run = (): void => {
    this.#disarm();
    const now = performance.now();
    try {
      for (let first = this.#heap[0]; first !== undefined && first.at <= now; first = this.#heap[0]) {
        this.#removeFirst();
        const { argument } = first;
        const callback = first.take();
        if (callback === undefined) continue;
        this.#waiting -= 1;
        callback(argument);
      }
    } finally {
      // One that throws must not take their time from the others.
      if (this.#waiting === 0) this.#heap = [];
      const next = this.#heap[0];
      if (next !== undefined && next.at < this.#armedFor) this.#arm(next.at);
    }
  };

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) this.#siftDown(last, 0);
  }

  /** Puts an entry at an index, or as much nearer to the root as it belongs. */
  #siftUp(entry: Entry, from: number): void {
    const heap = this.#heap;
    let index = from;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex] as Entry;
      if (parent.at <= entry.at) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = entry;
  }

  /** Puts an entry at an index, or as much farther from the root as it belongs. */
  #siftDown(entry: Entry, from: number): void {
    const heap = this.#heap;
    let index = from;
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
      index = childIndex;
    }
    heap[index] = entry;
  }
}

/** The deadlines of this process. */
export const timers: Timers = new Timers();
