import type { Socket } from "node:net";
import type { Connection } from "rhea";
import { type FrameHandler, FrameReader } from "../codec/frame-reader.js";
import { describeFrame } from "../codec/frame-trace.js";
import { defaultPeerLimits } from "../codec/peer-limits.js";
import { asViolation, ProtocolViolation } from "../codec/violation.js";
import { Handshake, type HandshakeHost, type HandshakeSide } from "../sasl/handshake.js";
import { LoginUnavailable, SaslFailure } from "../sasl/mechanism.js";
import { MAX_SASL_FRAME } from "../sasl/sasl-frames.js";
import { endSocket, pauseWhileCongested } from "../socket/socket-end.js";
import { FrameWriter } from "./frame-writer.js";
import { PeerBudget } from "./peer-budget.js";
import { MIN_FRAME_SIZE, PeerFrames } from "./rhea-frames.js";
import type { RheaConnection } from "./rhea-internals.js";
import { forgetParts, prepareSessions } from "./rhea-sessions.js";
import type { OpenOptions, Shell, ShellHandlers } from "./shell.js";

/**
 * Puts our reading, writing and message flow in the place of rhea's on one connection. rhea hears of a connection
 * from its AMQP headers on: what comes before them is the handshake's.
 */
export function wire(
  connection: Connection,
  socket: Socket,
  options: OpenOptions,
  side: HandshakeSide,
  peerMayAttach: boolean,
  handlers: ShellHandlers,
): Shell {
  const wiring = new Wiring(
    connection as unknown as RheaConnection,
    socket,
    options,
    side,
    peerMayAttach,
    handlers,
  );
  return {
    connection,
    activity: wiring,
    writeEmptyFrame: () => wiring.writeEmptyFrame(),
    discard: () => {
      wiring.discard();
      connection.removeAllListeners();
    },
  };
}

class Wiring implements FrameHandler, HandshakeHost {
  /** Chunks read from the socket. */
  reads = 0;
  readonly #rhea: RheaConnection;
  readonly #socket: Socket;
  readonly #handlers: ShellHandlers;
  readonly #trace: ((line: string) => void) | undefined;
  readonly #reader = new FrameReader(this);
  readonly #writer: FrameWriter;
  readonly #frames: PeerFrames;
  readonly #handshake: Handshake;
  /** What rhea writes may go out. */
  #speaksAmqp = false;
  /** The peer speaks AMQP. */
  #amqp = false;
  #failed = false;
  /** The peer has been told why the connection ends. */
  #ended = false;
  #disposed = false;

  constructor(
    rhea: RheaConnection,
    socket: Socket,
    options: OpenOptions,
    side: HandshakeSide,
    peerMayAttach: boolean,
    handlers: ShellHandlers,
  ) {
    this.#rhea = rhea;
    this.#socket = socket;
    const limits = { ...defaultPeerLimits, ...options.limits };
    this.#handlers = handlers;
    this.#trace = options.trace;
    this.#writer = new FrameWriter(socket, MIN_FRAME_SIZE, options.trace);
    this.#frames = new PeerFrames(rhea, this.#writer, limits, () => this.#output());
    rhea.input = (bytes) => this.#input(bytes);
    rhea.output = () => this.#output();
    prepareSessions(rhea, {
      peerMayAttach,
      maxSessions: limits.maxSessions,
      maxMessageSize: limits.maxMessageSize,
      settlesAsSender: options.settlesAsSender ?? true,
      budget: new PeerBudget(limits),
      writer: this.#writer,
      frameCost: () => this.#frames.cost,
    });
    this.#handshake = new Handshake(side, this);
  }

  /** Frames written, or groups of them. */
  get writes(): number {
    return this.#writer.frames;
  }

  get maxFrameSize(): number {
    return this.#amqp ? this.#frames.maxFrameSize : MAX_SASL_FRAME;
  }

  #input(chunk: Buffer): void {
    if (this.#disposed) return;
    this.reads++;
    this.#read(() => this.#reader.read(chunk));
    pauseWhileCongested(this.#socket);
  }

  #read(read: () => void): void {
    try {
      read();
      if (this.#disposed) return;
      const over = this.#rhea.is_closed() && this.#rhea.state.has_settled();
      if (over || this.#rhea.amqp_transport.has_writes_pending()) this.#output();
    } catch (error) {
      this.#fail(error);
    }
  }

  #output(): void {
    if (this.#disposed || !this.#speaksAmqp || !this.#rhea.socket_ready) return;
    this.#writer.frames++;
    try {
      this.#rhea.amqp_transport.write(this.#writer.sink);
      const over = this.#rhea.is_closed() && this.#rhea.state.has_settled();
      const ends = over && !this.#rhea.amqp_transport.has_writes_pending();
      if (ends) this.#endSocket();
    } catch (error) {
      this.#fail(error);
    }
  }

  #endSocket(): void {
    this.#writer.flush();
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
    this.#handlers.failed(error);
  }

  /** Tells the peer what it has done wrong, if it has got so far that it can be told. */
  #tell({ condition, message }: ProtocolViolation): void {
    if (!this.#amqp) return;
    try {
      this.#rhea.open();
      this.#rhea.close({ condition, description: message.slice(0, 200) });
      this.#rhea._process();
      this.#output();
    } catch {
      // Whatever state rhea is in, the socket ends.
    }
    this.end();
  }

  write(bytes: Buffer): void {
    if (!this.#socket.writable) return;
    this.#writer.sink.write(bytes);
    // Whoever ends the socket in this turn ends it behind that.
    this.#writer.flush();
  }

  speakAmqp(): void {
    this.#speaksAmqp = true;
    this.#output();
  }

  enterAmqp(header: Buffer): void {
    this.#amqp = true;
    // The answer of a server goes out with what rhea has read.
    this.#speaksAmqp = true;
    this.#rhea.amqp_transport.read(header);
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
    if (!this.#disposed) this.#rhea._write_frame(0);
  }

  discard(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#rhea.socket_ready = false;
    this.#reader.close();
    this.#writer.close();
    forgetParts(this.#rhea);
    this.#socket.on("error", () => {});
    // One that has been told why it ends is given the time to read it.
    if (!this.#failed || !this.#ended) this.#socket.destroy();
  }
}
