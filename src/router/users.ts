import { createHmac, randomBytes } from "node:crypto";
import { prepare } from "../amqp/sasl/scram.js";
import type { VerifierSource } from "../amqp/sasl/scram-server.js";
import {
  DEFAULT_ITERATIONS,
  isPassword,
  makeVerifier,
  parseVerifier,
  type ScramVerifier,
} from "../amqp/sasl/verifier.js";
import { type Grants, type Permissions, permissionsOf } from "./permissions.js";

/** The mechanism of who logs in with a certificate. */
export const EXTERNAL = "EXTERNAL";

/** One user of a router: its login, and what it may do then. */
export interface RouterUser extends Grants {
  /** The password itself; a verifier is better, since it cannot be used to log in. */
  readonly password?: string | undefined;
  /** `SCRAM-SHA-256$…`, as `oslo-rpc router --make-verifier` prints it. */
  readonly verifier?: string | undefined;
  /** May log in with a client certificate whose common name is the user's name. */
  readonly certificate?: boolean | undefined;
}

/** Who may use a router. */
export interface RouterUsers {
  /** By name. */
  readonly users: Readonly<Record<string, RouterUser>>;
  /** The grants of clients without a name; left out, they are not let in. */
  readonly anonymous?: Grants | undefined;
}

interface KnownUser {
  readonly verifier: ScramVerifier | undefined;
  readonly certificate: boolean;
  readonly permissions: Permissions;
}

/** The users of a router, ready to be looked up. */
export class UserBook implements VerifierSource {
  /** undefined when clients without a name are not let in. */
  readonly anonymous: Permissions | undefined;
  readonly #users: ReadonlyMap<string, KnownUser>;
  /** Makes up verifiers for names nobody has, the same ones each time. */
  readonly #secret: Buffer;
  /** Rounds of the users' own verifiers, as often as each occurs. */
  readonly #iterations: readonly number[];

  private constructor(
    users: ReadonlyMap<string, KnownUser>,
    anonymous: Grants | undefined,
    secret: Buffer = randomBytes(32),
  ) {
    this.#users = users;
    this.#secret = secret;
    const rounds = [...users.values()].flatMap(({ verifier }) => verifier?.iterations ?? []);
    this.#iterations = rounds.length > 0 ? rounds : [DEFAULT_ITERATIONS];
    this.anonymous = anonymous && permissionsOf(anonymous);
  }

  /**
   * Makes verifiers of the passwords, which takes some milliseconds each.
   *
   * @param former the users until now. A password that stays keeps its verifier: a new salt would tell anybody who asks
   * which names exist.
   */
  static async make({ users, anonymous }: RouterUsers, former?: UserBook): Promise<UserBook> {
    const known = Object.entries(users).map(async ([name, user]): Promise<[string, KnownUser]> => {
      const { password, verifier, certificate = false } = user;
      const key = prepare(name);
      const kept = former === undefined ? undefined : former.#known(key)?.verifier;
      const own =
        password === undefined
          ? parseVerifier(verifier ?? "")
          : kept !== undefined && (await isPassword(kept, password))
            ? kept
            : await makeVerifier(password);
      return [key, { verifier: own, certificate, permissions: permissionsOf(user, key) }];
    });
    return new UserBook(
      new Map(await Promise.all(known)),
      anonymous,
      former === undefined ? undefined : former.#secret,
    );
  }

  #known(name: string): KnownUser | undefined {
    return this.#users.get(prepare(name));
  }

  verifier(name: string): ScramVerifier {
    return this.#known(name)?.verifier ?? this.#madeUp(name);
  }

  async isPassword(name: string, password: string): Promise<boolean> {
    return isPassword(this.verifier(name), password);
  }

  /** True when a certificate may stand for the user. */
  mayShowCertificate(name: string): boolean {
    return this.#known(name)?.certificate ?? false;
  }

  permissions(name: string): Permissions | undefined {
    return this.#known(name)?.permissions;
  }

  /** Whether a user may still log in the way it has, with whatever password. */
  mayStay(name: string, mechanism: string): boolean {
    const user = this.#known(name);
    return user !== undefined && (mechanism === EXTERNAL ? user.certificate : user.verifier !== undefined);
  }

  get size(): number {
    return this.#users.size;
  }

  /** Fits no password, and looks as any other: which names exist is nobody's business. */
  #madeUp(name: string): ScramVerifier {
    const bytes = (what: string) => createHmac("sha256", this.#secret).update(`${what}\0${name}`).digest();
    const choice = bytes("iterations").readUInt32BE(0) % this.#iterations.length;
    return {
      iterations: this.#iterations[choice] ?? DEFAULT_ITERATIONS,
      salt: bytes("salt").subarray(0, 16),
      storedKey: bytes("stored"),
      serverKey: bytes("server"),
    };
  }
}
