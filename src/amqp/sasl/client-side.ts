import { saslHeader } from "../codec/protocol-header.js";
import type { Computed, HandshakeHost, HandshakeInput, HandshakeSide } from "./handshake.js";
import { bareClient, clientWithLogin, type HandshakeTable } from "./handshake-table.js";
import { type ClientMechanism, type ClientMechanisms, LoginUnavailable, SaslFailure } from "./mechanism.js";
import { SaslCode, saslInit, saslResponse } from "./sasl-frames.js";

const nothing: Buffer = Buffer.alloc(0);

/** The handshake of a client that logs in. */
export class ClientSide implements HandshakeSide {
  readonly table: HandshakeTable = clientWithLogin;
  readonly #mechanisms: ClientMechanisms;
  readonly #loggedIn: () => void;
  #name = "";
  #mechanism: ClientMechanism | undefined;

  /** @param loggedIn called when the server lets us in. */
  constructor(mechanisms: ClientMechanisms, loggedIn: () => void) {
    this.#mechanisms = mechanisms;
    this.#loggedIn = loggedIn;
  }

  begin(host: HandshakeHost): void {
    host.write(saslHeader);
  }

  async compute({ name, mechanisms = [], data = nothing }: HandshakeInput): Promise<Computed> {
    if (name === "sasl-mechanisms") return { event: "answer ready", bytes: this.#choose(mechanisms) };
    const response = await this.#mechanism?.step(data);
    return { event: "answer ready", bytes: saslResponse(response ?? nothing) };
  }

  actions(host: HandshakeHost) {
    return {
      judge: (input: HandshakeInput) => {
        this.#judge(input);
        this.#loggedIn();
        host.speakAmqp();
      },
    };
  }

  #choose(offered: readonly string[]): Buffer {
    const [name, make] = [...this.#mechanisms].find(([name]) => offered.includes(name)) ?? [];
    if (name === undefined || make === undefined) {
      const ours = [...this.#mechanisms.keys()].join(", ") || "none";
      const theirs = offered.join(", ") || "none";
      throw new SaslFailure(`no SASL mechanism fits: the peer offers ${theirs}; usable here: ${ours}`);
    }
    this.#name = name;
    this.#mechanism = make();
    return saslInit(name, this.#mechanism.start());
  }

  #judge({ code, data }: HandshakeInput): void {
    if (code === SaslCode.auth) throw new SaslFailure(`the peer refuses the login (${this.#name})`);
    if (code !== SaslCode.ok)
      throw new LoginUnavailable(`the peer cannot check the login now (SASL code ${code})`);
    this.#mechanism?.finish(data);
  }
}

/** The handshake of a client that does not log in. */
export const bareSide: HandshakeSide = {
  table: bareClient,
  begin: (host) => host.speakAmqp(),
  actions: () => ({
    lack: () => {
      throw new SaslFailure("the peer requires a login (SASL)");
    },
  }),
};
