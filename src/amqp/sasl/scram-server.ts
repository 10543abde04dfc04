import { randomBytes, timingSafeEqual } from "node:crypto";
import type { ServerMechanism, ServerStep } from "./mechanism.js";
import { decodeName, hash, hmac, readAttributes, readBase64, xor } from "./scram.js";
import type { ScramVerifier } from "./verifier.js";

const UNREADABLE = "a SCRAM message that cannot be read";

/** Finds what is known of a user's password. */
export interface VerifierSource {
  /** The verifier, or one that fits no password when there is no such user: the client must not see which. */
  verifier(user: string): ScramVerifier;
}

/** SCRAM-SHA-256 as a server. */
export class ScramServer implements ServerMechanism {
  readonly #source: VerifierSource;
  readonly #ownNonce: string;
  #user = "";
  #verifier: ScramVerifier | undefined;
  #nonce = "";
  #binding = "";
  /** The messages so far, as they are signed. */
  #exchange = "";
  #proved = false;

  /** @param nonce a text nobody can guess, without commas. */
  constructor(source: VerifierSource, nonce: string = randomBytes(24).toString("base64")) {
    this.#source = source;
    this.#ownNonce = nonce;
  }

  step(response: Buffer | undefined): ServerStep {
    if (this.#proved) {
      // The client has seen our signature, and has nothing to add.
      return response === undefined || response.length === 0
        ? { user: this.#user }
        : { refused: UNREADABLE, name: this.#user };
    }
    const text = response?.toString("utf8") ?? "";
    return this.#verifier === undefined ? this.#first(text) : this.#final(text, this.#verifier);
  }

  #first(text: string): ServerStep {
    // Without channel binding: `n`, or `y` from a client that could have it.
    const match = /^([ny],(?:a=([^,]*))?,)(.*)$/su.exec(text);
    const [name, nonce] = readAttributes(match?.[3] ?? "", "nr") ?? [];
    const user = decodeName(name ?? "");
    if (match === null || user === undefined || user === "" || !nonce) return { refused: UNREADABLE };
    if (match[2] && decodeName(match[2]) !== user)
      return { refused: "a login in another's name", name: user };
    const verifier = this.#source.verifier(user);
    const { salt, iterations } = verifier;
    this.#user = user;
    this.#verifier = verifier;
    this.#binding = Buffer.from(match[1] ?? "", "utf8").toString("base64");
    this.#nonce = nonce + this.#ownNonce;
    const serverFirst = `r=${this.#nonce},s=${salt.toString("base64")},i=${iterations}`;
    this.#exchange = `${match[3]},${serverFirst}`;
    return { challenge: Buffer.from(serverFirst, "utf8") };
  }

  #final(text: string, { storedKey, serverKey }: ScramVerifier): ServerStep {
    const name = this.#user;
    const [binding, nonce] = readAttributes(text, "cr") ?? [];
    const at = text.lastIndexOf(",p=");
    const proof = at < 0 ? undefined : readBase64(text.slice(at + 3));
    if (binding !== this.#binding || nonce !== this.#nonce || proof?.length !== storedKey.length) {
      return { refused: UNREADABLE, name };
    }
    const exchange = `${this.#exchange},${text.slice(0, at)}`;
    const clientKey = xor(proof, hmac(storedKey, exchange));
    if (!timingSafeEqual(hash(clientKey), storedKey)) return { refused: "wrong user name or password", name };
    this.#proved = true;
    return { challenge: Buffer.from(`v=${hmac(serverKey, exchange).toString("base64")}`, "utf8") };
  }
}
