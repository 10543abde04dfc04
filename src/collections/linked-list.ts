/** A member of a list, which holds its own place in it. */
export interface Linked<T extends Linked<T>> {
  /** Neighbours in the list it is in. */
  previous: T | undefined;
  next: T | undefined;
  list: LinkedList<T> | undefined;
}

/**
 * Members in order, any of which leaves at no cost.
 *
 * For what comes and goes all the time a `Set` or a `Map` is the wrong place. V8 gives those a new table again and again,
 * and each table leads to the one after it: once the garbage collector has moved one to where it seldom looks, all that
 * follow, with everything that was ever in them, are kept until it looks there again. Who has left this list leads to
 * nobody.
 */
export class LinkedList<T extends Linked<T>> {
  #size = 0;
  #first: T | undefined;
  #last: T | undefined;

  get size(): number {
    return this.#size;
  }

  get first(): T | undefined {
    return this.#first;
  }

  get last(): T | undefined {
    return this.#last;
  }

  /** Puts a member behind all others; it leaves the list that it is in. */
  push(member: T): void {
    member.list?.remove(member);
    this.#insert(member, this.#last, undefined);
  }

  /** Puts a member before all others; it leaves the list that it is in. */
  unshift(member: T): void {
    member.list?.remove(member);
    this.#insert(member, undefined, this.#first);
  }

  #insert(member: T, previous: T | undefined, next: T | undefined): void {
    member.list = this;
    member.previous = previous;
    member.next = next;
    if (previous === undefined) this.#first = member;
    else previous.next = member;
    if (next === undefined) this.#last = member;
    else next.previous = member;
    this.#size++;
  }

  /** False when it was not in the list. */
  remove(member: T): boolean {
    if (member.list !== this) return false;
    const { previous, next } = member;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    member.list = undefined;
    member.previous = undefined;
    member.next = undefined;
    this.#size--;
    return true;
  }

  /** The members there are now, but for those that have left it when they are come to. */
  *[Symbol.iterator](): IterableIterator<T> {
    const members: T[] = [];
    for (let member = this.#first; member !== undefined; member = member.next) members.push(member);
    for (const member of members) if (member.list === this) yield member;
  }
}
