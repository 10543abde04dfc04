import { randomBytes, timingSafeEqual } from "node:crypto";
import { type ClientMechanism, SaslFailure } from "./mechanism.js";
import {
  encodeName,
  hash,
  hmac,
  MAX_ITERATIONS,
  MIN_ITERATIONS,
  readAttributes,
  readBase64,
  saltPassword,
  xor,
} from "./scram.js";

/** No channel binding is used: `n,,`, which the last message repeats in base64. */
const GS2_HEADER = "n,,";
const BINDING = Buffer.from(GS2_HEADER, "latin1").toString("base64");

const MAX_NONCE = 256;

/** SCRAM-SHA-256 as a client: the password is never sent, and the server must show that it knows it as well. */
export class ScramClient implements ClientMechanism {
  readonly #password: string;
  readonly #nonce: string;
  readonly #first: string;
  /** The signature that the server must have for the exchange. */
  #expected: Buffer | undefined;
  #state: "begun" | "computing" | "proved" | "verified" = "begun";

  /** @param nonce a text nobody can guess, without commas. */
  constructor(username: string, password: string, nonce: string = randomBytes(24).toString("base64")) {
    this.#password = password;
    this.#nonce = nonce;
    this.#first = `n=${encodeName(username)},r=${nonce}`;
  }

  start(): Buffer {
    return Buffer.from(GS2_HEADER + this.#first, "utf8");
  }

  async step(challenge: Buffer): Promise<Buffer> {
    if (this.#state === "begun") return this.#prove(challenge.toString("utf8"));
    if (this.#state !== "proved") throw new SaslFailure("the peer speaks out of turn");
    this.#verify(challenge);
    return Buffer.alloc(0);
  }

  finish(data: Buffer | undefined): void {
    if (this.#state === "proved" && data !== undefined && data.length > 0) this.#verify(data);
    if (this.#state !== "verified")
      throw new SaslFailure("the peer has not shown that it knows the password");
  }

  async #prove(serverFirst: string): Promise<Buffer> {
    this.#state = "computing";
    const [nonce = "", saltText = "", rounds = ""] = readAttributes(serverFirst, "rsi") ?? [];
    const salt = readBase64(saltText);
    if (salt === undefined || salt.length === 0 || !/^[1-9]\d{0,9}$/.test(rounds)) {
      throw new SaslFailure("the peer's SCRAM message cannot be read");
    }
    if (!nonce.startsWith(this.#nonce) || nonce === this.#nonce || nonce.length > MAX_NONCE) {
      throw new SaslFailure("the peer's SCRAM nonce does not continue ours");
    }
    const iterations = Number(rounds);
    if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
      throw new SaslFailure(
        `the peer asks for ${iterations} SCRAM iterations, not ${MIN_ITERATIONS} to ${MAX_ITERATIONS}`,
      );
    }
    const salted = await saltPassword(this.#password, salt, iterations);
    const final = `c=${BINDING},r=${nonce}`;
    const exchange = `${this.#first},${serverFirst},${final}`;
    const clientKey = hmac(salted, "Client Key");
    const proof = xor(clientKey, hmac(hash(clientKey), exchange));
    this.#expected = hmac(hmac(salted, "Server Key"), exchange);
    this.#state = "proved";
    return Buffer.from(`${final},p=${proof.toString("base64")}`, "utf8");
  }

  #verify(serverFinal: Buffer): void {
    const [text = ""] = readAttributes(serverFinal.toString("utf8"), "v") ?? [];
    const signature = readBase64(text);
    const expected = this.#expected as Buffer;
    if (signature?.length !== expected.length || !timingSafeEqual(signature, expected)) {
      throw new SaslFailure("the peer does not know the password: its SCRAM signature is wrong");
    }
    this.#state = "verified";
  }
}
