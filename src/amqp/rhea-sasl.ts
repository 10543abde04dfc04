import type { RheaSasl } from "./rhea-internals.js";
import {
  type ClientMechanism,
  type ClientMechanisms,
  SaslFailure,
  type ServerLogin,
  type ServerMechanism,
  type ServerStep,
} from "./sasl/mechanism.js";
import type { ShellHandlers } from "./shell.js";

/** A mechanism of a client as rhea drives it: a callback takes the bytes to send. */
interface RheaClientMechanism {
  start(respond: (error: undefined, response: Buffer) => void): void;
  step(challenge: Buffer, respond: (error: undefined, response: Buffer) => void): void;
}

/** A mechanism of a server as rhea drives it: a step gives the next challenge, unless `outcome` is set. */
interface RheaServerMechanism {
  outcome: boolean | undefined;
  username: string | undefined;
  start(response: Buffer | undefined): Promise<Buffer | undefined>;
  step(response: Buffer | undefined): Promise<Buffer | undefined>;
}

const OK = 0;
const REFUSED = 1;

/** The login of one client connection: our mechanisms, as rhea takes them. */
export class ClientLogin {
  /** For rhea's option `sasl_mechanisms`. */
  readonly mechanisms: Record<string, () => RheaClientMechanism>;
  readonly #preference: readonly string[];
  readonly #handlers: ShellHandlers;
  #current: ClientMechanism | undefined;
  #name = "";

  constructor(mechanisms: ClientMechanisms, handlers: ShellHandlers) {
    this.#preference = [...mechanisms.keys()];
    this.#handlers = handlers;
    this.mechanisms = toNullPrototype(
      [...mechanisms].map(([name, make]) => [name, () => this.#begin(name, make())]),
    );
  }

  /** Makes rhea choose by our preference, and ask the mechanism when the server is satisfied. */
  attach(sasl: RheaSasl): void {
    const choose = sasl.on_sasl_mechanisms;
    const end = sasl.on_sasl_outcome;
    sasl.on_sasl_mechanisms = (frame) => {
      const offered = [frame.performative.sasl_server_mechanisms ?? []].flat().map(String);
      const ordered = this.#preference.filter((mechanism) => offered.includes(mechanism));
      if (ordered.length === 0) {
        const ours = this.#preference.join(", ") || "none";
        const theirs = offered.join(", ") || "none";
        this.#handlers.failed(
          new SaslFailure(`no SASL mechanism fits: the peer offers ${theirs}; usable here: ${ours}`),
        );
        return;
      }
      frame.performative.sasl_server_mechanisms = ordered;
      choose?.call(sasl, frame);
    };
    sasl.on_sasl_outcome = (frame) => {
      const { code, additional_data: data } = frame.performative;
      if (code === REFUSED) {
        this.#handlers.failed(new SaslFailure(`the peer refuses the login (${this.#name})`));
      } else if (code === OK) {
        this.#attempt(() => {
          this.#current?.finish(data ?? undefined);
          this.#handlers.loggedIn?.();
          end?.call(sasl, frame);
        });
      } else {
        this.#handlers.failed(new Error(`the peer cannot check the login now (SASL code ${code})`));
      }
    };
  }

  #begin(name: string, mechanism: ClientMechanism): RheaClientMechanism {
    this.#current = mechanism;
    this.#name = name;
    return {
      start: (respond) => this.#attempt(() => respond(undefined, mechanism.start())),
      step: (challenge, respond) =>
        this.#attempt(async () => respond(undefined, await mechanism.step(challenge))),
    };
  }

  #attempt(step: () => unknown): void {
    // A mechanism that has nothing to wait for answers at once.
    try {
      Promise.resolve(step()).catch((error: Error) => this.#handlers.failed(error));
    } catch (error) {
      this.#handlers.failed(error as Error);
    }
  }
}

/** Our mechanisms of a server, as rhea looks them up. */
export function serverMechanisms(login: ServerLogin): Record<string, () => RheaServerMechanism> {
  return toNullPrototype(
    [...login.mechanisms].map(([name, make]) => [name, () => adapt(name, make(), login)]),
  );
}

function adapt(name: string, mechanism: ServerMechanism, login: ServerLogin): RheaServerMechanism {
  let awaited = true;
  const adapted: RheaServerMechanism = {
    outcome: undefined,
    username: undefined,
    start: async (response) => {
      const result = await take(response);
      if ("challenge" in result) return result.challenge;
      adapted.outcome = "user" in result;
      if ("user" in result) {
        adapted.username = result.user;
        login.succeeded(name, result.user);
      } else {
        login.refused(name, result.refused, result.name);
      }
      return undefined;
    },
    step: (response) => adapted.start(response),
  };
  const take = async (response: Buffer | undefined): Promise<ServerStep> => {
    // What comes while we compute was sent without waiting for our answer.
    if (!awaited) return { refused: "a message out of turn" };
    awaited = false;
    // What is thrown here rhea answers with the code for a server that cannot look at the login now.
    const result = await mechanism.step(response);
    awaited = "challenge" in result;
    return result;
  };
  return adapted;
}

/** Names the peer sends are looked up here, so no prototype may stand behind them. */
function toNullPrototype<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}
