import { networkOf } from "./network-of.js";

/** Limits on the wrong passwords that a router looks at. */
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
  /** Passwords that are looked at now. */
  readonly #underWay = new Map<string, number>();
  #waiting: (() => void)[] = [];

  constructor(limits: LoginLimits, now: () => number = () => performance.now()) {
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

  /**
   * Looks at a password, of so many at once as may still be wrong: each further one waits for how they end.
   *
   * @returns undefined for one that is not looked at.
   */
  async look(address: string, user: string, check: () => Promise<boolean>): Promise<boolean | undefined> {
    const keys = this.#keys(address, user);
    while (!this.isBlocked(address, user)) {
      if (keys.some((key, index) => this.#isTaken(key, index))) {
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
        continue;
      }
      for (const key of keys) this.#underWay.set(key, (this.#underWay.get(key) ?? 0) + 1);
      try {
        const isRight = await check();
        if (!isRight) this.failed(address, user);
        return isRight;
      } finally {
        for (const key of keys) {
          const others = (this.#underWay.get(key) ?? 1) - 1;
          if (others > 0) this.#underWay.set(key, others);
          else this.#underWay.delete(key);
        }
        for (const resume of this.#waiting.splice(0)) resume();
      }
    }
    return undefined;
  }

  /** True when all attempts there are may turn out wrong. */
  #isTaken(key: string, index: number): boolean {
    const underWay = this.#underWay.get(key) ?? 0;
    return underWay > 0 && underWay + (this.#known(key)?.count ?? 0) >= this.#allowed(index);
  }

  failed(address: string, user: string): void {
    for (const [index, key] of this.#keys(address, user).entries()) {
      const now = this.#now();
      const known = this.#known(key) ?? { count: 0, until: 0, blockedUntil: 0 };
      const allowed = this.#allowed(index);
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

  /** Wrong passwords that cost no wait, for the first or the second of the keys. */
  #allowed(index: number): number {
    return this.#limits.loginAttempts * (index === 0 ? 1 : PER_ADDRESS);
  }

  /** A user at a place, and all users there. */
  #keys(address: string, user: string): string[] {
    const place = networkOf(address);
    return [`${place}\n${user.slice(0, 256)}`, place];
  }
}
