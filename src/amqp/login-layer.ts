import { FramingError } from "./frame-reader.js";
import { checkSasl } from "./guard.js";
import type { RheaConnection, RheaSasl } from "./rhea-internals.js";
import { SaslFailure } from "./sasl/mechanism.js";
import { SaslOrder } from "./sasl/sasl-order.js";

/** How far a peer has got with its login, which rhea conducts. */
export class LoginLayer {
  readonly #rhea: RheaConnection;
  readonly #order = new SaslOrder();
  #state: "none" | "running" | "done" = "none";

  constructor(rhea: RheaConnection) {
    this.#rhea = rhea;
  }

  /** The peer begins a login. @throws {FramingError} @throws {SaslFailure} we have none to offer. */
  begin(): void {
    if (this.#state !== "none") throw new FramingError("a second SASL header");
    if (this.#rhea.sasl_transport === undefined) throw new SaslFailure("the peer requires a login (SASL)");
    this.#state = "running";
  }

  /** The peer wants to go on to AMQP. False while its login is still looked at. */
  leave(): boolean {
    if (this.#state === "running") {
      if (!this.#layer?.transport?.read_complete) return false;
      this.#state = "done";
    }
    return true;
  }

  /** True for a client that has to log in and has not begun to. */
  get omitted(): boolean {
    return this.#state === "none" && this.#rhea.sasl_transport?.on_sasl_init !== undefined;
  }

  /** Looks at a SASL frame before rhea does. @throws {FramingError} @throws {EncodingError} */
  check(bytes: Buffer, bodyAt: number): void {
    const descriptor = checkSasl(bytes, bodyAt);
    this.#order.take(descriptor, this.#rhea.sasl_transport?.on_sasl_mechanisms === undefined);
  }

  /** True for a server that has turned its client away. */
  get refused(): boolean {
    return (this.#layer?.outcome ?? 0) !== 0;
  }

  get #layer(): Pick<RheaSasl, "transport" | "outcome"> | undefined {
    const { sasl_transport: sasl } = this.#rhea;
    return sasl?.selected ?? sasl;
  }
}
