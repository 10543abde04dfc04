import { type CopiedMessage, encodeCopies, encodeCopy } from "../amqp/codec/copied-messages.js";
import type { HeldTotal } from "./held-total.js";
import type { Outlet, Source } from "./outlet.js";
import { isUnder } from "./permissions.js";
import { nobody, type Settlement } from "./settlement.js";
import type { Taps } from "./taps.js";

/** Bytes of copies from which on a message is given no more of them. */
const FULL_AT = 64 * 1024;

/**
 * One who is given copies of what goes to others, at some addresses and all that is under them. Copies wait in the buffer of
 * its link and are sent in batches, settled: nobody waits for them. Where it is too slow it loses the oldest, and is told
 * how many.
 */
export class Tap implements Source {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly held: HeldTotal;
  readonly #taps: Taps;
  #outlet: Outlet | undefined;
  #missed = 0;

  /** @param name the source of its link */
  constructor(name: string, addresses: readonly string[], taps: Taps) {
    this.name = name;
    this.addresses = addresses;
    this.held = taps.held;
    this.#taps = taps;
  }

  /** Sees what comes from now on. */
  begin(outlet: Outlet): void {
    this.#outlet = outlet;
    this.#taps.add(this);
  }

  covers(address: string): boolean {
    return this.addresses.some((tapped) => isUnder(address, tapped));
  }

  /** Takes a copy, which is sent with others. */
  take(message: CopiedMessage): void {
    if (this.#outlet === undefined) return;
    const { copies } = this.#outlet;
    const bytes = encodeCopy(message);
    if (!copies.hasRoom(bytes)) this.send();
    const before = copies.size;
    copies.push({ bytes, from: undefined }, Number.POSITIVE_INFINITY);
    this.#missed += before + 1 - copies.size;
  }

  /** Sends the copies that wait, as far as it can take them. */
  send(): void {
    const outlet = this.#outlet;
    while (outlet !== undefined && outlet.copies.size > 0 && outlet.ready) {
      outlet.send({ bytes: this.#batch(outlet), from: undefined }, true, nobody);
    }
  }

  outletReady(outlet: Outlet): void {
    if (outlet.leaving) this.#taps.copyAll();
    this.send();
  }

  takesBack(_origin: Settlement): boolean {
    return false;
  }

  returned(_origin: Settlement): void {}

  removeOutlet(): void {
    this.#outlet = undefined;
    this.#taps.remove(this);
  }

  #batch({ copies }: Outlet): Buffer {
    const batch: Buffer[] = [];
    let size = 0;
    for (let copy = copies.shift(); copy !== undefined; copy = copies.shift()) {
      batch.push(copy.bytes);
      size += copy.bytes.length;
      if (size >= FULL_AT) break;
    }
    const missed = this.#missed;
    this.#missed = 0;
    return encodeCopies(missed, batch);
  }
}
