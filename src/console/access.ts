import { randomBytes } from "node:crypto";
import { isSameSecret } from "../http/bearer.js";

/** Bytes of a secret: 256 bits, which nobody guesses. */
const SECRET_BYTES = 32;

/** Whoever opens the link first gets a cookie for it, and nobody else ever one. */
export class Access {
  readonly #token = newSecret();
  readonly #cookie = newSecret();
  #isUsed = false;

  /** The path that the printed link leads to. */
  get linkPath(): string {
    return `/?token=${this.#token}`;
  }

  /**
   * The header `Set-Cookie` for the token; undefined for a wrong one, and for the right one shown again.
   *
   * @param port that the console listens on
   */
  redeem(token: string, port: number): string | undefined {
    if (!isSameSecret(token, this.#token) || this.#isUsed) return undefined;
    this.#isUsed = true;
    return `${cookieName(port)}=${this.#cookie}; HttpOnly; SameSite=Strict; Path=/`;
  }

  /** Whether a header `Cookie` has the one that the token was changed for. */
  admits(header: string | undefined, port: number): boolean {
    if (!this.#isUsed) return false;
    const values = (header ?? "").split(";").flatMap((pair) => {
      const split = pair.indexOf("=");
      return pair.slice(0, split).trim() === cookieName(port) ? [pair.slice(split + 1).trim()] : [];
    });
    return values.some((value) => isSameSecret(value, this.#cookie));
  }
}

/** Cookies are those of a host, whatever its port: that of another console must not be written over. */
function cookieName(port: number): string {
  return `oslo-rpc-console-${port}`;
}

function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString("base64url");
}
