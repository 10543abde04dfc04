/** The client's side of a SASL mechanism, for one login. */
export interface ClientMechanism {
  /** It says all that it has to say at once, whatever the server says. */
  readonly isSingle?: boolean;
  /** The client's first message. */
  start(): Buffer;
  /** Answers what the server says. @throws {SaslFailure} */
  step(challenge: Buffer): Buffer | Promise<Buffer>;
  /**
   * The server lets the client in.
   *
   * @param data what came with that.
   * @throws {SaslFailure} the server has not shown that it is the right one.
   */
  finish(data: Buffer | undefined): void;
}

/** Mechanisms by name, the preferred one first. */
export type ClientMechanisms = ReadonlyMap<string, () => ClientMechanism>;

/** The step of a server after a message of a client. */
export type ServerStep =
  /** Asks on. */
  | { readonly challenge: Buffer }
  /** Lets the client in, as that user; undefined for somebody unnamed. */
  | { readonly user: string | undefined }
  /** Turns the client away. The reason is for the log, and never told to the client. */
  | { readonly refused: string; readonly name?: string | undefined };

/** The server's side of a SASL mechanism, for one login. */
export interface ServerMechanism {
  /** @param response undefined when the client began without one. */
  step(response: Buffer | undefined): ServerStep | Promise<ServerStep>;
}

export type ServerMechanisms = ReadonlyMap<string, () => ServerMechanism>;

/** The server's side of the login of one client. */
export interface ServerLogin {
  readonly mechanisms: ServerMechanisms;
  /** False when a client may also come without any SASL layer. */
  readonly required: boolean;
  /** Called once, before the client hears of it. */
  succeeded(mechanism: string, user: string | undefined): void;
  /** Called once; the connection is closed afterwards. */
  refused(mechanism: string, why: string, name: string | undefined): void;
}

/** The login did not work out, for a reason that trying again does not change. */
export class SaslFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SaslFailure";
  }
}

/** The peer cannot look at the login now; later it may. */
export class LoginUnavailable extends Error {
  constructor(message: string) {
    super(message);
    this.name = "LoginUnavailable";
  }
}

/** A client's mechanism that says all it has to say at once. */
export function singleResponse(response: () => Buffer): ClientMechanism {
  return {
    isSingle: true,
    start: response,
    step() {
      throw new SaslFailure("the peer asks for more than the mechanism has to say");
    },
    finish() {},
  };
}
