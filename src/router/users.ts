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
  readonly #secret = randomBytes(32);
  /** Rounds of the users' own verifiers, as often as each occurs. */
  readonly #iterations: readonly number[];

  private constructor(users: ReadonlyMap<string, KnownUser>, anonymous: Grants | undefined) {
    this.#users = users;
    const rounds = [...users.values()].flatMap(({ verifier }) => verifier?.iterations ?? []);
    this.#iterations = rounds.length > 0 ? rounds : [DEFAULT_ITERATIONS];
    this.anonymous = anonymous && permissionsOf(anonymous);
  }

  /** Makes verifiers of the passwords, which takes some milliseconds each. */
  static async make({ users, anonymous }: RouterUsers): Promise<UserBook> {
    const known = Object.entries(users).map(async ([name, user]): Promise<[string, KnownUser]> => {
      const { password, verifier, certificate = false } = user;
      const own = password === undefined ? parseVerifier(verifier ?? "") : await makeVerifier(password);
      return [prepare(name), { verifier: own, certificate, permissions: permissionsOf(user) }];
    });
    return new UserBook(new Map(await Promise.all(known)), anonymous);
  }

  verifier(name: string): ScramVerifier {
    return this.#users.get(prepare(name))?.verifier ?? this.#madeUp(name);
  }

  async isPassword(name: string, password: string): Promise<boolean> {
    return isPassword(this.verifier(name), password);
  }

  /** True when a certificate may stand for the user. */
  mayShowCertificate(name: string): boolean {
    return this.#users.get(prepare(name))?.certificate ?? false;
  }

  permissions(name: string): Permissions | undefined {
    return this.#users.get(prepare(name))?.permissions;
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
