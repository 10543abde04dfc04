import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { ServerLogin, ServerMechanism, ServerStep } from "../amqp/sasl/mechanism.js";
import { PlainServer } from "../amqp/sasl/plain-server.js";
import { SCRAM_SHA_256 } from "../amqp/sasl/scram.js";
import { ScramServer } from "../amqp/sasl/scram-server.js";
import { isLoopback } from "../amqp/socket/dial.js";
import type { LoginLimiter } from "./login-limiter.js";
import { noPermissions, type Permissions } from "./permissions.js";
import type { Refusal } from "./refusal-log.js";
import { EXTERNAL, type UserBook } from "./users.js";

/** Told of logins that are turned away. */
export interface LoginObserver {
  refused(refusal: Refusal): void;
  /** The user was taken out of the file while it logged in. */
  outdated(): void;
}

/** Who a client is. */
export interface ClientIdentity {
  /** Proved, where the router has users. */
  readonly user: string | undefined;
  /** The SASL mechanism; undefined for a client that came without. */
  readonly mechanism: string | undefined;
}

/**
 * The login of one client. Without users anybody is let in, under any name and password; with users, whoever
 * proves to be one of them. PLAIN is offered only where the password does not cross a network in the clear.
 */
export class Login implements ServerLogin {
  readonly mechanisms: ReadonlyMap<string, () => ServerMechanism>;
  readonly required: boolean;
  readonly #users: () => UserBook | undefined;
  readonly #limiter: LoginLimiter;
  readonly #observer: LoginObserver;
  readonly #address: string;
  /** A wrong password has been counted. */
  #counted = false;
  #permissions: Permissions;
  #identity: ClientIdentity = { user: undefined, mechanism: undefined };
  /** The identity's user was proved to be one of the router's. */
  #isProved = false;
  #isOver = false;

  /**
   * @param current the users as they are now: they may change while the client is there.
   * @param withoutUsers what anybody may do where there are none.
   */
  constructor(
    socket: Socket,
    current: () => UserBook | undefined,
    withoutUsers: Permissions,
    limiter: LoginLimiter,
    observer: LoginObserver,
  ) {
    this.#users = current;
    const users = current();
    this.#limiter = limiter;
    this.#observer = observer;
    this.#address = socket.remoteAddress ?? "";
    const withoutName = users === undefined ? withoutUsers : users.anonymous;
    this.required = withoutName === undefined;
    this.#permissions = withoutName ?? noPermissions;
    const mechanisms = new Map<string, () => ServerMechanism>();
    const name = certifiedName(socket);
    if (name !== undefined)
      mechanisms.set(EXTERNAL, () => ({ step: (claim) => this.#certified(name, claim) }));
    if (users !== undefined) mechanisms.set(SCRAM_SHA_256, () => this.#scram(current() ?? users));
    if (socket instanceof TLSSocket || isLoopback(this.#address)) {
      mechanisms.set("PLAIN", () => new PlainServer((user, password) => this.#isPassword(user, password)));
    }
    if (withoutName !== undefined) mechanisms.set("ANONYMOUS", () => ({ step: () => ({ user: undefined }) }));
    this.mechanisms = mechanisms;
  }

  /** The permissions of the client, now that it is as far as it is. */
  get permissions(): Permissions {
    return this.#permissions;
  }

  get identity(): ClientIdentity {
    return this.#identity;
  }

  succeeded(mechanism: string, user: string | undefined): void {
    this.#identity = { user, mechanism };
    if (user === undefined || this.#users() === undefined) return;
    this.#limiter.succeeded(this.#address, user);
    this.#isProved = true;
    if (!this.renew()) this.#observer.outdated();
  }

  /** The client was let in, and is so no longer. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Goes by the users as they are now; false when they no longer let this client in. */
  renew(): boolean {
    const users = this.#users();
    if (users === undefined) return true;
    const { user = "", mechanism = "" } = this.#identity;
    if (this.#isProved) {
      const mayStay = users.mayStay(user, mechanism);
      this.#permissions = (mayStay ? users.permissions(user) : undefined) ?? noPermissions;
      this.#isOver = !mayStay;
      return mayStay;
    }
    // Who has to log in is not done with that.
    if (this.required) return true;
    this.#permissions = users.anonymous ?? noPermissions;
    this.#isOver = users.anonymous === undefined;
    return !this.#isOver;
  }

  refused(mechanism: string, why: string, user: string | undefined): void {
    // A mechanism that is not offered shows no password, right or wrong.
    if (!this.#counted && this.mechanisms.has(mechanism)) this.#limiter.failed(this.#address, user ?? "");
    this.#observer.refused({ mechanism, user, why, isGuess: this.#counted });
  }

  #certified(name: string, claim: Buffer | undefined): ServerStep {
    const claimed = claim?.toString("utf8") ?? "";
    if (claimed !== "" && claimed !== name) return { refused: "a login in another's name", name };
    if (this.#users()?.mayShowCertificate(name) === false) {
      return { refused: "no user may log in with this certificate", name };
    }
    return { user: name };
  }

  #scram(users: UserBook): ServerMechanism {
    let claimed: string | undefined;
    let steps = 0;
    const server = new ScramServer({
      verifier: (user) => {
        claimed = user;
        this.#refuseBlocked(user);
        return users.verifier(user);
      },
    });
    return {
      step: (response) => {
        // With the second step comes the proof. Others may have begun at the same time, and failed meanwhile.
        if (++steps === 2 && claimed !== undefined) this.#refuseBlocked(claimed);
        const result = server.step(response);
        if ("refused" in result && claimed !== undefined) this.#countWrong(claimed);
        return result;
      },
    };
  }

  async #isPassword(user: string, password: string): Promise<boolean> {
    const users = this.#users();
    if (users === undefined) return true;
    const isRight = await this.#limiter.look(this.#address, user, () => users.isPassword(user, password));
    if (isRight === undefined) throw this.#blocked(user);
    this.#counted = !isRight;
    return isRight;
  }

  #countWrong(user: string): void {
    this.#counted = true;
    this.#limiter.failed(this.#address, user);
  }

  #refuseBlocked(user: string): void {
    if (this.#limiter.isBlocked(this.#address, user)) throw this.#blocked(user);
  }

  /** A client that has to wait hears that its login cannot be looked at, not that the password is wrong. */
  #blocked(user: string): Error {
    const why = "too many wrong passwords from this address; it has to wait";
    this.#observer.refused({ mechanism: "any", user, why, isGuess: false });
    return new Error(why);
  }
}

/** The common name of a client's certificate, when an authority of ours has signed it. */
function certifiedName(socket: Socket): string | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const name: unknown = socket.getPeerCertificate().subject?.CN;
  return typeof name === "string" && name !== "" ? name : undefined;
}
