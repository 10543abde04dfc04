import { saslHeader } from "../codec/protocol-header.js";
import type { Computed, HandshakeHost, HandshakeInput, HandshakeSide } from "./handshake.js";
import { bareClient, clientAhead, clientWithLogin, type HandshakeTable } from "./handshake-table.js";
import { type ClientMechanism, type ClientMechanisms, LoginUnavailable, SaslFailure } from "./mechanism.js";
import { SaslCode, saslInit, saslResponse } from "./sasl-frames.js";

const nothing: Buffer = Buffer.alloc(0);

/** The handshake of a client that logs in. */
export class ClientSide implements HandshakeSide {
  readonly table: HandshakeTable;
  readonly #mechanisms: ClientMechanisms;
  readonly #loggedIn: () => void;
  #name = "";
  #mechanism: ClientMechanism | undefined;

  /**
   * @param loggedIn called when the server lets us in.
   * @param ahead says everything before the server has said anything, where there is one mechanism and it needs no answer
   */
  constructor(mechanisms: ClientMechanisms, loggedIn: () => void, ahead = false) {
    this.#mechanisms = mechanisms;
    this.#loggedIn = loggedIn;
    this.table = ahead && isSingle(mechanisms) ? clientAhead : clientWithLogin;
  }

  begin(host: HandshakeHost): void {
    host.write(saslHeader);
    if (this.table !== clientAhead) return;
    host.write(this.#start([...this.#mechanisms.keys()]));
    host.speakAmqp();
  }

  async compute({ name, mechanisms = [], data = nothing }: HandshakeInput): Promise<Computed> {
    if (name === "sasl-mechanisms") return { event: "answer ready", bytes: this.#start(mechanisms) };
    const response = await this.#mechanism?.step(data);
    return { event: "answer ready", bytes: saslResponse(response ?? nothing) };
  }

  actions(host: HandshakeHost) {
    return {
      check: ({ mechanisms = [] }: HandshakeInput) => {
        this.#choose(mechanisms);
      },
      judge: (input: HandshakeInput) => {
        this.#judge(input);
        this.#loggedIn();
        host.speakAmqp();
      },
    };
  }

  /** Returns the first thing that the mechanism has to say. */
  #start(offered: readonly string[]): Buffer {
    const [name, make] = this.#choose(offered);
    this.#name = name;
    this.#mechanism = make();
    return saslInit(name, this.#mechanism.start());
  }

  /** @throws {SaslFailure} the peer offers none that fits. */
  #choose(offered: readonly string[]): readonly [name: string, make: () => ClientMechanism] {
    const [name, make] = [...this.#mechanisms].find(([name]) => offered.includes(name)) ?? [];
    if (name === undefined || make === undefined) {
      const ours = [...this.#mechanisms.keys()].join(", ") || "none";
      const theirs = offered.join(", ") || "none";
      throw new SaslFailure(`no SASL mechanism fits: the peer offers ${theirs}; usable here: ${ours}`);
    }
    return [name, make];
  }

  #judge({ code, data }: HandshakeInput): void {
    if (code === SaslCode.auth) throw new SaslFailure(`the peer refuses the login (${this.#name})`);
    if (code !== SaslCode.ok)
      throw new LoginUnavailable(`the peer cannot check the login now (SASL code ${code})`);
    this.#mechanism?.finish(data);
  }
}

/** There is no choice, and nothing to answer. */
function isSingle(mechanisms: ClientMechanisms): boolean {
  const [make, ...others] = mechanisms.values();
  return others.length === 0 && make?.().isSingle === true;
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
