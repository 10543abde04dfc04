import { FramingError } from "../codec/frame-reader.js";
import { amqpHeader, headerName, saslHeader, unsupported } from "../codec/protocol-header.js";
import type { Computed, HandshakeHost, HandshakeInput, HandshakeSide } from "./handshake.js";
import { type HandshakeTable, openServer, serverWithLogin } from "./handshake-table.js";
import type { ServerLogin, ServerMechanism, ServerStep } from "./mechanism.js";
import { SaslCode, saslChallenge, saslMechanisms, saslOutcome } from "./sasl-frames.js";

const notOffered: ServerStep = { refused: "a mechanism that is not offered" };

/** The handshake of a server with one client. */
export class ServerSide implements HandshakeSide {
  readonly table: HandshakeTable;
  readonly #login: ServerLogin;
  #name = "";
  #mechanism: ServerMechanism | undefined;

  constructor(login: ServerLogin) {
    this.#login = login;
    this.table = login.required ? serverWithLogin : openServer;
  }

  /** The client speaks first. */
  begin(): void {}

  async compute({ name, mechanisms = [], data }: HandshakeInput): Promise<Computed> {
    try {
      if (name === "sasl-init") {
        this.#name = mechanisms[0] ?? "";
        this.#mechanism = this.#login.mechanisms.get(this.#name)?.();
      }
      return this.#conclude((await this.#mechanism?.step(data)) ?? notOffered);
    } catch {
      // Trouble of ours is no answer to what the client has shown.
      return { event: "client refused", bytes: saslOutcome(SaslCode.sys) };
    }
  }

  actions(host: HandshakeHost) {
    return {
      offer: () => {
        host.write(saslHeader);
        host.write(saslMechanisms([...this.#login.mechanisms.keys()]));
      },
      refuse: ({ bytes }: HandshakeInput) => {
        host.write(bytes);
        host.end();
      },
      correct: ({ bytes }: HandshakeInput) => {
        host.write(this.#login.required ? saslHeader : amqpHeader);
        host.end();
        const isAmqp = headerName(bytes) === "AMQP header";
        throw new FramingError(isAmqp ? "the client does not log in" : unsupported(bytes));
      },
    };
  }

  #conclude(step: ServerStep): Computed {
    if ("challenge" in step) return { event: "challenge ready", bytes: saslChallenge(step.challenge) };
    if ("user" in step) {
      this.#login.succeeded(this.#name, step.user);
      return { event: "client proved", bytes: saslOutcome(SaslCode.ok) };
    }
    this.#login.refused(this.#name, step.refused, step.name);
    return { event: "client refused", bytes: saslOutcome(SaslCode.auth) };
  }
}
