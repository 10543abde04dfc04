import { FramingError, UnsupportedProtocol } from "../codec/frame-reader.js";
import { headerName, unsupported } from "../codec/protocol-header.js";
import type { HandshakeAction, HandshakeEvent, HandshakeState, HandshakeTable } from "./handshake-table.js";
import { readSasl, SASL_FRAME, type SaslFrame } from "./sasl-frames.js";

/** The carrier of a handshake: the socket, as far as it matters here. */
export interface HandshakeHost {
  write(bytes: Buffer): void;
  /** Our AMQP header may go out now. */
  speakAmqp(): void;
  /** The peer's AMQP header has come: what follows is no part of the handshake any more. */
  enterAmqp(header: Buffer): void;
  /** Keeps what comes from now for later. */
  pause(): void;
  /** Does what a step has come to, then reads what came meanwhile. */
  resume(proceed: () => void): void;
  /** The connection cannot go on, through no fault of the peer's bytes. */
  fail(error: Error): void;
  /** Ends the connection once what was written is out. Nothing is read any more. */
  end(): void;
}

/** The input of an action: the peer's header, its frame with what that says, or the frame a step has us send. */
export interface HandshakeInput extends Partial<SaslFrame> {
  readonly bytes: Buffer;
}

/** The result of a step of a login. */
export interface Computed {
  readonly event: HandshakeEvent;
  /** The frame it has us send. */
  readonly bytes: Buffer;
}

/** One side of the handshakes of a connection, from the first header to AMQP. */
export interface HandshakeSide {
  readonly table: HandshakeTable;
  /** Begins, where this side does so without being asked. */
  begin(host: HandshakeHost): void;
  /** The action `compute`: finds what there is to say to a frame of the login. */
  compute?(input: HandshakeInput): Promise<Computed>;
  /** The other actions of this side's own. */
  actions(host: HandshakeHost): HandshakeActions;
}

type HandshakeActions = Readonly<
  Partial<Record<Exclude<HandshakeAction, "compute">, (input: HandshakeInput) => void>>
>;

const noActions: HandshakeActions = {};

/** Runs the table of a side: each thing that happens has one action, or breaks the protocol. */
export class Handshake {
  readonly #side: HandshakeSide;
  /** None once there is nothing left to do. */
  #actions: HandshakeActions;
  readonly #host: HandshakeHost;
  #state: HandshakeState = "begun";

  constructor(side: HandshakeSide, host: HandshakeHost) {
    this.#side = side;
    this.#host = host;
    this.#actions = {
      send: ({ bytes }) => host.write(bytes),
      enter: ({ bytes }) => host.enterAmqp(bytes),
      part: ({ bytes }) => {
        throw new UnsupportedProtocol(unsupported(bytes));
      },
      ...side.actions(host),
    };
    side.begin(host);
  }

  get state(): HandshakeState {
    return this.#state;
  }

  /**
   * Takes a protocol header of the peer. @throws {FramingError} it may not come now, or is of no use. @throws
   * {SaslFailure}
   */
  header(bytes: Buffer): void {
    this.#take(headerName(bytes), { bytes });
  }

  /**
   * Takes a frame of the peer.
   *
   * @throws {FramingError} it may not come now. @throws {EncodingError} @throws {ProtocolViolation} it cannot be read.
   * @throws {SaslFailure} @throws {LoginUnavailable} the login does not work out.
   */
  frame(bytes: Buffer, type: number, bodyAt: number): void {
    const frame = type === SASL_FRAME ? readSasl(bytes, bodyAt) : undefined;
    this.#take(frame?.name ?? "AMQP frame", { ...frame, bytes });
  }

  #take(event: HandshakeEvent, input: HandshakeInput): void {
    const row = this.#side.table[this.#state];
    const step = row?.[event];
    if (step === undefined) {
      throw new FramingError(`an unexpected ${event}, where ${Object.keys(row ?? {}).join(" or ")} is due`);
    }
    const [next, action] = step;
    this.#state = next;
    if (action === "compute") this.#compute(input);
    else if (action !== undefined) this.#actions[action]?.(input);
    if (next === "AMQP") this.#actions = noActions;
  }

  #compute(input: HandshakeInput): void {
    this.#host.pause();
    this.#side.compute?.(input).then(
      ({ event, bytes }) => this.#host.resume(() => this.#take(event, { bytes })),
      (error: Error) => this.#host.fail(error),
    );
  }
}
