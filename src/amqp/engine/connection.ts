import type { Socket } from "node:net";
import { type FrameHandler, FrameReader } from "../codec/frame-reader.js";
import { describeFrame } from "../codec/frame-trace.js";
import { peerLimits } from "../codec/peer-limits.js";
import { asViolation, ProtocolViolation } from "../codec/violation.js";
import { bareSide, ClientSide } from "../sasl/client-side.js";
import { Handshake, type HandshakeHost, type HandshakeSide } from "../sasl/handshake.js";
import { type ClientMechanisms, LoginUnavailable, SaslFailure, type ServerLogin } from "../sasl/mechanism.js";
import { MAX_SASL_FRAME } from "../sasl/sasl-frames.js";
import { ServerSide } from "../sasl/server-side.js";
import { endSocket, PAUSE_ABOVE, pauseUntilDrained } from "../socket/socket-end.js";
import { ConnectionEndpoint } from "./connection-endpoint.js";
import { FrameWriter } from "./frame-writer.js";
import type { ReceiverLink, SenderLink } from "./link.js";
import { PeerBudget } from "./peer-budget.js";
import { MIN_FRAME_SIZE, PeerFrames } from "./peer-frames.js";
import type { BeginFrame, RheaSession } from "./rhea-members.js";
import type { Session } from "./session.js";
import { type SessionsContext, SessionTable } from "./session-table.js";
import type { OpenOptions, PeerError, PeerOpen } from "./terms.js";

/** Callbacks of the owner of a connection. */
export interface ConnectionEvents {
  /** The peer has accepted the login. */
  readonly loggedIn?: () => void;
  /** The peer's `open` has come. */
  readonly opened: () => void;
  /** The peer has attached a link of its own. Without an answer's termini it is refused. */
  readonly attached?: (link: SenderLink | ReceiverLink) => void;
  /** The peer has closed it, which is answered before the socket ends. @param error what it says, if anything */
  readonly closed: (error: unknown) => void;
  /** It cannot go on, for a {@link ProtocolViolation} of the peer or another reason: discard it. */
  readonly failed: (error: Error) => void;
}

/** An AMQP connection on one socket. */
export interface Connection {
  /** The peer's own account of itself; undefined before its `open`. */
  readonly peer: PeerOpen | undefined;
  /** Chunks read from the socket and frames written to it so far: the heartbeats look whether they moved. */
  readonly reads: number;
  readonly writes: number;
  /** @throws {Error} the peer takes no more sessions, or we do not. */
  beginSession(): Session;
  /** Sends a frame without a performative, which keeps an idle connection alive. */
  writeEmptyFrame(): void;
  /** Tells the peer that it ends; the end comes through the socket. */
  close(error?: PeerError): void;
  /** Resolves when the socket has passed on all that was said, or is gone. */
  said(): Promise<void>;
  /**
   * Destroys the socket; nothing is read or written afterwards, and nothing told. A peer that has broken the protocol
   * is left a moment to read what it has been told.
   */
  discard(): void;
}

/** Begins the client's side of AMQP on a socket. It may not be connected yet: it keeps what is written to it then. */
export function openConnection(
  socket: Socket,
  options: OpenOptions,
  mechanisms: ClientMechanisms | undefined,
  events: ConnectionEvents,
): Connection {
  const side = mechanisms ? new ClientSide(mechanisms, () => events.loggedIn?.(), options.ahead) : bareSide;
  const connection = new SocketConnection(socket, options, side, false, events);
  connection.run(socket);
  connection.open();
  if (options.ahead) connection.sayNow();
  return connection;
}

/** Begins the server's side of AMQP on an accepted socket. */
export function acceptConnection(
  socket: Socket,
  options: OpenOptions,
  login: ServerLogin,
  events: ConnectionEvents,
): Connection {
  const connection = new SocketConnection(socket, options, new ServerSide(login), true, events);
  connection.run(socket);
  return connection;
}

/**
 * Carries a connection on its socket: what comes before AMQP is the handshake's, then each frame goes to whom it
 * concerns.
 */
class SocketConnection
  extends ConnectionEndpoint
  implements Connection, FrameHandler, HandshakeHost, SessionsContext
{
  /** Chunks read from the socket. */
  reads = 0;
  readonly #socket: Socket;
  readonly #events: ConnectionEvents;
  readonly #trace: ((line: string) => void) | undefined;
  readonly #reader = new FrameReader(this);
  readonly writer: FrameWriter;
  readonly budget: PeerBudget;
  readonly peerMayAttach: boolean;
  readonly settlesAsSender: boolean;
  readonly maxSessions: number;
  readonly maxMessageSize: number;
  readonly #sessions = new SessionTable(this);
  readonly #frames: PeerFrames;
  readonly #handshake: Handshake;
  /** True when what is to be said may go out. */
  #speaksAmqp = false;
  /** The peer speaks AMQP. */
  #amqp = false;
  #failed = false;
  /** The peer has been told why the connection ends. */
  #ended = false;
  #disposed = false;
  /** Rhea has acted on something that was read: there may be something to answer. */
  #mayAnswer = false;

  constructor(
    socket: Socket,
    options: OpenOptions,
    side: HandshakeSide,
    peerMayAttach: boolean,
    events: ConnectionEvents,
  ) {
    super(options);
    const limits = peerLimits(options.limits);
    this.#socket = socket;
    this.#events = events;
    this.#trace = options.trace;
    this.writer = new FrameWriter(socket, MIN_FRAME_SIZE, options.trace);
    this.budget = new PeerBudget(limits);
    this.peerMayAttach = peerMayAttach;
    this.settlesAsSender = options.settlesAsSender ?? true;
    this.maxSessions = limits.maxSessions;
    this.maxMessageSize = limits.maxMessageSize;
    this.#frames = new PeerFrames(this, this.#sessions.byPeerChannel, this.writer, limits);
    this.#handshake = new Handshake(side, this);
  }

  protected opened(): void {
    this.#events.opened();
  }

  protected closed(error: unknown): void {
    this.#events.closed(error);
  }

  protected begun(frame: BeginFrame): RheaSession {
    return this.#sessions.begun(frame);
  }

  attached(link: SenderLink | ReceiverLink): void {
    this.#events.attached?.(link);
  }

  removed(session: Session): void {
    this.#sessions.removed(session);
  }

  get frameCost(): number {
    return this.#frames.cost;
  }

  beginSession(): Session {
    return this.#sessions.begin();
  }

  /** Frames written, or groups of them. */
  get writes(): number {
    return this.writer.frames;
  }

  get maxFrameSize(): number {
    return this.#amqp ? this.#frames.maxFrameSize : MAX_SASL_FRAME;
  }

  override run(socket: Socket): void {
    super.run(socket);
    socket.on("data", (chunk) => this.#input(chunk));
  }

  #input(chunk: Buffer): void {
    if (this.#disposed) return;
    this.reads++;
    this.#read(() => this.#reader.read(chunk));
    this.writer.rest();
    if (this.writer.isFull && this.#socket.writableLength > PAUSE_ABOVE) pauseUntilDrained(this.#socket);
  }

  #read(read: () => void): void {
    try {
      read();
      if (this.#disposed || !this.#mayAnswer) return;
      this.#mayAnswer = false;
      if (this.isOver || this.hasPending) this.output();
    } catch (error) {
      this.#fail(error);
    }
  }

  override take(bytes: Buffer): void {
    this.#mayAnswer = true;
    super.take(bytes);
  }

  protected output(): void {
    if (this.#disposed || !this.#speaksAmqp || !this.isConnected) return;
    this.writer.frames++;
    try {
      this.writeTo(this.writer);
      if (this.isOver) this.#endSocket();
    } catch (error) {
      this.#fail(error);
    }
  }

  #endSocket(): void {
    this.writer.flush();
    endSocket(this.#socket);
  }

  /** Ends the connection for what the peer has sent. */
  #fail(error: unknown): void {
    const isLogin = error instanceof SaslFailure || error instanceof LoginUnavailable;
    this.fail(isLogin ? error : asViolation(error));
  }

  /** Ends the connection; its owner hears of it once. */
  fail(error: Error): void {
    if (this.#disposed || this.#failed) return;
    this.#failed = true;
    this.#reader.close();
    if (error instanceof ProtocolViolation) this.#tell(error);
    this.#events.failed(error);
  }

  /** Tells the peer what it has done wrong, if it has got so far that it can be told. */
  #tell({ condition, message }: ProtocolViolation): void {
    if (!this.#amqp) return;
    try {
      this.open();
      this.close({ condition, description: message.slice(0, 200) });
      this.sayNow();
    } catch {
      // Whatever state it is in, the socket ends.
    }
    this.end();
  }

  write(bytes: Buffer): void {
    if (!this.#socket.writable) return;
    this.writer.write(bytes);
    // Whoever ends the socket in this turn ends it behind that.
    this.writer.flush();
  }

  speakAmqp(): void {
    this.#speaksAmqp = true;
    this.output();
  }

  enterAmqp(header: Buffer): void {
    this.#amqp = true;
    // The answer of a server goes out when all is read that came.
    this.#speaksAmqp = true;
    this.take(header);
  }

  pause(): void {
    this.#reader.pause();
  }

  resume(proceed: () => void): void {
    if (this.#disposed || this.#failed) return;
    this.#read(() => {
      proceed();
      this.#reader.resume();
    });
  }

  end(): void {
    this.#ended = true;
    this.#reader.close();
    this.#endSocket();
  }

  header(bytes: Buffer): void {
    this.#trace?.(`<- ${describeFrame(bytes)}`);
    this.#handshake.header(bytes);
  }

  frame(bytes: Buffer, type: number, channel: number, bodyAt: number): void {
    this.#trace?.(`<- ${describeFrame(bytes)}`);
    if (!this.#amqp) {
      this.#handshake.frame(bytes, type, bodyAt);
      return;
    }
    this.#frames.take(bytes, type, channel, bodyAt);
  }

  writeEmptyFrame(): void {
    if (!this.#disposed) this.writeEmpty();
  }

  said(): Promise<void> {
    this.sayNow();
    return this.writer.written();
  }

  discard(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#reader.close();
    this.writer.close();
    this.#sessions.forgetParts();
    this.#socket.on("error", () => {});
    // One that has been told why it ends is given the time to read it.
    if (!this.#failed || !this.#ended) this.#socket.destroy();
  }
}
