import type { Socket } from "node:net";
import type { Connection } from "rhea";
import { Reader } from "./encoding.js";
import { type FrameHandler, FrameReader, FramingError } from "./frame-reader.js";
import { describeFrame } from "./frame-trace.js";
import { FrameWriter } from "./frame-writer.js";
import { checkPerformative } from "./guard.js";
import { onFlow } from "./link-flow.js";
import { LoginLayer } from "./login-layer.js";
import { PeerBudget } from "./peer-budget.js";
import { defaultPeerLimits, type PeerLimits } from "./peer-limits.js";
import { Performative, readDisposition, readFlow, readTransfer } from "./performatives.js";
import type { RheaConnection, RheaSession } from "./rhea-internals.js";
import { forgetParts, prepareSessions } from "./rhea-sessions.js";
import { SaslFailure } from "./sasl/mechanism.js";
import type { OpenOptions, Shell, ShellHandlers } from "./shell.js";
import { endSocket, pauseWhileCongested } from "./socket-end.js";
import { asViolation, ProtocolViolation } from "./violation.js";

/** Largest SASL frame, as the specification has it. */
const MAX_SASL_FRAME = 512;

/** Largest frame taken until the peer's `open` has come. */
const MAX_OPEN_FRAME = 16 * 1024;

/** Smallest max-frame-size a peer may ask for, as the specification has it. */
const MIN_FRAME_SIZE = 512;

const SASL_PROTOCOL = 3;
const SASL_FRAME = 1;

/** Puts our reading, writing and message flow in the place of rhea's on one connection. */
export function wire(
  connection: Connection,
  socket: Socket,
  options: OpenOptions,
  peerMayAttach: boolean,
  handlers: ShellHandlers,
): Shell {
  const wiring = new Wiring(
    connection as unknown as RheaConnection,
    socket,
    options,
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

class Wiring implements FrameHandler {
  /** Chunks read from the socket. */
  reads = 0;
  maxFrameSize = MAX_SASL_FRAME;
  readonly #rhea: RheaConnection;
  readonly #socket: Socket;
  readonly #limits: PeerLimits;
  readonly #handlers: ShellHandlers;
  readonly #trace: ((line: string) => void) | undefined;
  readonly #reader = new FrameReader(this);
  readonly #writer: FrameWriter;
  readonly #login: LoginLayer;
  #amqp = false;
  #opened = false;
  #headerWaits = false;
  #frameCost = 0;
  #failed = false;
  #disposed = false;

  constructor(
    rhea: RheaConnection,
    socket: Socket,
    options: OpenOptions,
    peerMayAttach: boolean,
    handlers: ShellHandlers,
  ) {
    this.#rhea = rhea;
    this.#socket = socket;
    this.#login = new LoginLayer(rhea);
    this.#limits = { ...defaultPeerLimits, ...options.limits };
    this.#handlers = handlers;
    this.#trace = options.trace;
    this.#writer = new FrameWriter(socket, MIN_FRAME_SIZE, options.trace);
    rhea.input = (bytes) => this.#input(bytes);
    rhea.output = () => this.#output();
    prepareSessions(rhea, {
      peerMayAttach,
      maxSessions: this.#limits.maxSessions,
      maxMessageSize: this.#limits.maxMessageSize,
      budget: new PeerBudget(this.#limits),
      writer: this.#writer,
      frameCost: () => this.#frameCost,
    });
  }

  /** Frames written, or groups of them. */
  get writes(): number {
    return this.#writer.frames;
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
      if (over || this.#rhea.transport.has_writes_pending()) this.#output();
    } catch (error) {
      this.#fail(error);
    }
  }

  #output(): void {
    if (this.#disposed || !this.#rhea.socket_ready) return;
    this.#writer.frames++;
    try {
      this.#rhea.transport.write(this.#writer.sink);
      const over = this.#rhea.is_closed() && this.#rhea.state.has_settled();
      const ends = (over || this.#rhea.transport_error) && !this.#rhea.transport.has_writes_pending();
      if (ends || this.#login.refused) {
        this.#writer.flush();
        endSocket(this.#socket);
      } else if (!this.#amqp) {
        // When a login fails rhea ends the socket by itself.
        this.#writer.flush();
      }
    } catch (error) {
      this.#fail(error);
    }
    // A server's SASL layer writes its outcome right before it is done with.
    if (this.#headerWaits) {
      this.#headerWaits = false;
      queueMicrotask(() => this.#read(() => this.#reader.resume()));
    }
  }

  /** Ends the connection for what the peer has sent; its owner hears of it once. */
  #fail(error: unknown): void {
    if (this.#disposed || this.#failed) return;
    this.#failed = true;
    this.#reader.close();
    const failure = error instanceof SaslFailure ? error : asViolation(error);
    if (failure instanceof ProtocolViolation) this.#tell(failure);
    this.#handlers.failed(failure);
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
    this.#writer.flush();
    endSocket(this.#socket);
  }

  header(bytes: Buffer): boolean {
    if (this.#amqp) throw new FramingError("a second AMQP header");
    if (bytes[4] === SASL_PROTOCOL) {
      this.#login.begin();
    } else {
      if (this.#login.omitted) {
        // Our SASL header tells the client what it should have begun with.
        this.#output();
        throw new FramingError("the client does not log in");
      }
      this.#headerWaits = !this.#login.leave();
      if (this.#headerWaits) return false;
      this.#amqp = true;
      this.maxFrameSize = Math.min(MAX_OPEN_FRAME, this.#limits.maxFrameSize);
    }
    this.#trace?.(`<- ${describeFrame(bytes)}`);
    this.#rhea.transport.read(bytes);
    return true;
  }

  frame(bytes: Buffer, type: number, channel: number, bodyAt: number): void {
    this.#trace?.(`<- ${describeFrame(bytes)}`);
    if (!this.#amqp) {
      if (type !== SASL_FRAME) throw new FramingError("an AMQP frame before the login");
      this.#login.check(bytes, bodyAt);
      this.#rhea.transport.read(bytes);
      return;
    }
    if (type !== 0) throw new FramingError(`a frame of type ${type}`);
    if (bodyAt === bytes.length) return;
    const reader = new Reader(bytes, bodyAt);
    const descriptor = reader.descriptor();
    if (descriptor === Performative.open) {
      this.#open(bytes, bodyAt);
      return;
    }
    if (!this.#opened) throw new ProtocolViolation("amqp:illegal-state", "a frame before open");
    // After its close the peer has nothing to say.
    if (!this.#rhea.state.remote_open) return;
    switch (descriptor) {
      case Performative.transfer:
        this.#transfer(this.#session(channel), reader);
        return;
      case Performative.disposition: {
        const disposition = readDisposition(reader);
        const session = this.#session(channel);
        if (disposition.fromReceiver) session.outgoing.onDisposition(disposition);
        else session.incoming.onDisposition(disposition);
        return;
      }
      case Performative.flow:
        this.#answerFirst();
        onFlow(this.#session(channel), readFlow(reader));
        return;
      default:
        this.#toRhea(bytes, bodyAt);
    }
  }

  #open(bytes: Buffer, bodyAt: number): void {
    if (this.#opened) throw new ProtocolViolation("amqp:illegal-state", "a second open");
    this.#opened = true;
    this.maxFrameSize = this.#limits.maxFrameSize;
    this.#toRhea(bytes, bodyAt);
    const limit = this.#rhea.max_frame_size ?? 2 ** 32 - 1;
    if (limit < MIN_FRAME_SIZE) {
      throw new ProtocolViolation("amqp:frame-size-too-small", `a max-frame-size of ${limit}`);
    }
    this.#writer.frameSize = Math.min(limit, this.#limits.maxFrameSize);
  }

  /**
   * Writes what rhea would write at the end of the turn: a begin and an attach that are to be answered may have come
   * with the first credit, and messages sent for it must not come before the answers.
   */
  #answerFirst(): void {
    if (!this.#rhea.registered) return;
    this.#rhea._process();
    this.#output();
  }

  #transfer(session: RheaSession, reader: Reader): void {
    const transfer = readTransfer(reader);
    const link = session.remote.handles[transfer.handle];
    if (link === undefined || !link.is_receiver()) {
      const condition = link === undefined ? "amqp:session:unattached-handle" : "amqp:session:errant-link";
      throw new ProtocolViolation(condition, `a transfer on handle ${transfer.handle}`);
    }
    session.incoming.onTransfer(link, transfer, reader.bytes.subarray(reader.position));
  }

  #session(channel: number): RheaSession {
    const session = this.#rhea.remote_channel_map[channel];
    if (session === undefined) {
      throw new ProtocolViolation("amqp:not-allowed", `a frame on channel ${channel}, where no session is`);
    }
    return session;
  }

  /** Has rhea act on a performative once it has been checked. */
  #toRhea(bytes: Buffer, bodyAt: number): void {
    const { values } = checkPerformative(bytes, bodyAt, this.#limits.maxNesting);
    this.#frameCost = PeerBudget.costOf(bytes.length, values);
    this.#rhea.amqp_transport.read(bytes);
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
    if (!this.#failed || !this.#amqp) this.#socket.destroy();
  }
}
