import { isIPv6 } from "node:net";
import { monotonicNow } from "../time/clock.js";

export interface LoginLimits {
  /** Wrong passwords for one user from one address before further ones have to wait. */
  readonly loginAttempts: number;
  /** ms of the first wait; each further wrong password doubles it, up to 64 times as long. */
  readonly loginPause: number;
}

interface Failures {
  count: number;
  /** When they are forgotten. */
  until: number;
  /** When the next login is looked at. */
  blockedUntil: number;
}

/** Longest wait, in first ones. */
const LONGEST = 64;

/** All users of an address together have this many times the attempts of one. */
const PER_ADDRESS = 10;

/** ms after which failures are forgotten. */
const MEMORY = 15 * 60 * 1000;

/** Addresses and users remembered at one time; the oldest go first. */
const MAX_ENTRIES = 10_000;

/**
 * Slows down who guesses passwords. One user is held up per address it comes from, so that a client with a wrong
 * password locks out no other, and an address as a whole only after many failures.
 */
export class LoginLimiter {
  readonly #limits: LoginLimits;
  readonly #now: () => number;
  readonly #failures = new Map<string, Failures>();

  constructor(limits: LoginLimits, now: () => number = monotonicNow) {
    this.#limits = limits;
    this.#now = now;
  }

  /** True while logins of that user from that address are not to be looked at. */
  isBlocked(address: string, user: string): boolean {
    return this.#keys(address, user).some((key) => {
      const known = this.#known(key);
      return known !== undefined && known.blockedUntil > this.#now();
    });
  }

  failed(address: string, user: string): void {
    for (const [index, key] of this.#keys(address, user).entries()) {
      const now = this.#now();
      const known = this.#known(key) ?? { count: 0, until: 0, blockedUntil: 0 };
      const allowed = this.#limits.loginAttempts * (index === 0 ? 1 : PER_ADDRESS);
      known.count++;
      known.until = now + MEMORY;
      if (known.count >= allowed) {
        known.blockedUntil = now + this.#limits.loginPause * Math.min(2 ** (known.count - allowed), LONGEST);
      }
      this.#failures.delete(key);
      this.#failures.set(key, known);
    }
    for (const key of this.#failures.keys()) {
      if (this.#failures.size <= MAX_ENTRIES) break;
      this.#failures.delete(key);
    }
  }

  /** The user's own failures are forgiven; what else came from the address is not. */
  succeeded(address: string, user: string): void {
    this.#failures.delete(this.#keys(address, user)[0] as string);
  }

  #known(key: string): Failures | undefined {
    const known = this.#failures.get(key);
    if (known === undefined || known.until > this.#now()) return known;
    this.#failures.delete(key);
    return undefined;
  }

  #keys(address: string, user: string): string[] {
    // Who has one IPv6 address has the 2^64 beside it as well.
    const place =
      isIPv6(address) && !address.startsWith("::ffff:") ? address.split(":").slice(0, 4).join(":") : address;
    return [`${place}\n${user.slice(0, 256)}`, place];
  }
}
