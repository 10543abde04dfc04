import type { Socket } from "node:net";
import type { Connection } from "rhea";
import { Reader } from "./encoding.js";
import { type FrameHandler, FrameReader, FramingError } from "./frame-reader.js";
import { checkPerformative, checkSasl } from "./guard.js";
import type { IncomingWindow } from "./incoming-window.js";
import { OutBuffer } from "./out-buffer.js";
import {
  DISPOSITION_OVERHEAD,
  Performative,
  readDisposition,
  readFlow,
  readTransfer,
  TRANSFER_OVERHEAD,
  writeDisposition,
  writeTransfer,
} from "./performatives.js";
import type { RheaConnection, RheaSession } from "./rhea-internals.js";
import { prepareSession, type SessionWire } from "./rhea-session.js";
import { SaslFailure } from "./sasl/mechanism.js";
import { SaslOrder } from "./sasl/sasl-order.js";
import { DEFAULT_MAX_FRAME_SIZE, type OpenOptions, type Shell, type ShellHandlers } from "./shell.js";

/** Largest SASL frame, as the specification has it. */
const MAX_SASL_FRAME = 512;

/** Smallest max-frame-size a peer may ask for, as the specification has it. */
const MIN_FRAME_SIZE = 512;

/** Links of one connection. */
const MAX_LINKS = 65_536;

/** A payload up to this many bytes is copied behind its header. */
const COPIED_PAYLOAD = 4096;

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
    activity: wiring.activity,
    writeEmptyFrame: () => wiring.writeEmptyFrame(),
    dispose: () => {
      wiring.dispose();
      connection.removeAllListeners();
    },
  };
}

class Wiring implements FrameHandler, SessionWire {
  readonly activity = { reads: 0, writes: 0 };
  readonly out: OutBuffer;
  readonly peerMayAttach: boolean;
  /** Bytes of a message that fit in a frame to the peer. */
  maxPayload = MIN_FRAME_SIZE - TRANSFER_OVERHEAD;
  maxFrameSize = MAX_SASL_FRAME;
  readonly #rhea: RheaConnection;
  readonly #socket: Socket;
  readonly #frameLimit: number;
  readonly #channelMax: number;
  readonly #handlers: ShellHandlers;
  readonly #reader = new FrameReader(this);
  readonly #sink: { write(bytes: Buffer): void };
  /** Windows with dispositions that wait for the end of the turn. */
  #dirty: IncomingWindow[] = [];
  #sasl: "none" | "running" | "done" = "none";
  readonly #saslOrder = new SaslOrder();
  /** Links the peer has attached and not detached. */
  #links = 0;
  #nextChannel = 0;
  #amqp = false;
  #opened = false;
  #headerWaits = false;
  #disposed = false;

  constructor(
    rhea: RheaConnection,
    socket: Socket,
    options: OpenOptions,
    peerMayAttach: boolean,
    handlers: ShellHandlers,
  ) {
    this.peerMayAttach = peerMayAttach;
    this.#rhea = rhea;
    this.#socket = socket;
    this.#frameLimit = options.maxFrameSize ?? DEFAULT_MAX_FRAME_SIZE;
    this.#channelMax = options.channelMax ?? 65_535;
    this.#handlers = handlers;
    this.out = new OutBuffer(socket, () => this.#flushDispositions());
    this.#sink = {
      write: (bytes) => {
        this.#flushDispositions();
        this.out.append(bytes);
      },
    };
    rhea.input = (bytes) => this.#input(bytes);
    rhea.output = () => this.#output();
    this.#prepareSessions();
  }

  #prepareSessions(): void {
    const rhea = this.#rhea;
    const create = rhea.create_session;
    const remove = rhea.remove_session;
    const open = new Set<RheaSession>();
    rhea.create_session = (bufferSize) => {
      if (open.size > this.#channelMax) throw new FramingError("too many sessions");
      const session = create.call(rhea, bufferSize);
      if (!this.peerMayAttach) this.#renumber(session);
      open.add(session);
      prepareSession(session, this);
      return session;
    };
    const begin = rhea.on_begin;
    rhea.on_begin = (frame) => {
      const answers = typeof frame.performative.remote_channel === "number";
      if (!answers && !this.peerMayAttach) throw new FramingError("a session nobody asked for");
      begin.call(rhea, frame);
    };
    rhea.remove_session = (session) => {
      if (open.delete(session)) {
        for (const link of Object.values(session.remote.handles)) if (link?.byPeer) this.#links--;
      }
      remove.call(rhea, session);
    };
  }

  /**
   * Gives a session of ours the next channel in turn, where rhea takes the lowest that is free: RabbitMQ 4.0 loses
   * a `begin` on the channel of a session that has just ended.
   */
  #renumber(session: RheaSession): void {
    const { local_channel_map: taken, remote } = this.#rhea;
    const count = Math.min(remote.open?.channel_max ?? 65_535, 65_535) + 1;
    delete taken[session.local.channel];
    for (let tried = 0; tried < count; tried++) {
      this.#nextChannel = this.#nextChannel % count;
      const channel = this.#nextChannel++;
      if (taken[channel] !== undefined) continue;
      session.local.channel = channel;
      taken[channel] = session;
      return;
    }
    throw new FramingError(`the peer takes no more than ${count} sessions`);
  }

  #input(chunk: Buffer): void {
    if (this.#disposed) return;
    this.activity.reads++;
    this.#read(() => this.#reader.read(chunk));
  }

  countLink(): void {
    if (++this.#links > MAX_LINKS) throw new FramingError("too many links");
  }

  uncountLink(): void {
    this.#links--;
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
    this.activity.writes++;
    try {
      this.#rhea.transport.write(this.#sink);
      const over = this.#rhea.is_closed() && this.#rhea.state.has_settled();
      const ends = (over || this.#rhea.transport_error) && !this.#rhea.transport.has_writes_pending();
      if (ends || this.#refused) {
        this.out.flush();
        this.#socket.end();
      } else if (!this.#amqp) {
        // When a login fails rhea ends the socket by itself.
        this.out.flush();
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

  #fail(error: unknown): void {
    if (this.#disposed) return;
    this.#reader.close();
    this.#handlers.failed(error instanceof Error ? error : new Error(String(error)));
  }

  header(bytes: Buffer): boolean {
    if (this.#amqp) throw new FramingError("a second AMQP header");
    if (bytes[4] === SASL_PROTOCOL) {
      if (this.#sasl !== "none") throw new FramingError("a second SASL header");
      if (this.#rhea.sasl_transport === undefined) throw new SaslFailure("the peer requires a login (SASL)");
      this.#sasl = "running";
    } else {
      if (this.#sasl === "running") {
        const { sasl_transport: sasl } = this.#rhea;
        if (!(sasl?.selected ?? sasl)?.transport?.read_complete) {
          this.#headerWaits = true;
          return false;
        }
        this.#sasl = "done";
      } else if (this.#rhea.sasl_transport?.on_sasl_init !== undefined) {
        // Our SASL header tells the client what it should have begun with.
        this.#output();
        throw new FramingError("the client does not log in");
      }
      this.#amqp = true;
      this.maxFrameSize = this.#frameLimit;
    }
    this.#rhea.transport.read(bytes);
    return true;
  }

  frame(bytes: Buffer, type: number, channel: number, bodyAt: number): void {
    if (!this.#amqp) {
      if (type !== SASL_FRAME) throw new FramingError("an AMQP frame before the login");
      this.#saslFrame(bytes, bodyAt);
      return;
    }
    if (type !== 0) throw new FramingError(`a frame of type ${type}`);
    if (bodyAt === bytes.length) return;
    const reader = new Reader(bytes, bodyAt);
    const descriptor = reader.descriptor();
    if (descriptor === Performative.open) {
      if (this.#opened) throw new FramingError("a second open");
      this.#opened = true;
      checkPerformative(bytes, bodyAt);
      this.#rhea.amqp_transport.read(bytes);
      const limit: unknown = this.#rhea.max_frame_size ?? 2 ** 32 - 1;
      if (typeof limit !== "number" || limit < MIN_FRAME_SIZE)
        throw new FramingError(`a max-frame-size of ${limit}`);
      this.maxPayload = Math.min(limit, this.#frameLimit) - TRANSFER_OVERHEAD;
      return;
    }
    if (!this.#opened) throw new FramingError("a frame before open");
    // After its close the peer has nothing to say.
    if (!this.#rhea.state.remote_open) return;
    switch (descriptor) {
      case Performative.transfer: {
        const session = this.#session(channel);
        const transfer = readTransfer(reader);
        const link = session.remote.handles[transfer.handle];
        if (link === undefined || !link.is_receiver()) {
          throw new FramingError(`a transfer on handle ${transfer.handle}, which is none to receive on`);
        }
        session.incoming.onTransfer(link, transfer, bytes.subarray(reader.position));
        return;
      }
      case Performative.disposition: {
        const disposition = readDisposition(reader);
        const session = this.#session(channel);
        if (disposition.fromReceiver) session.outgoing.onDisposition(disposition);
        return;
      }
      case Performative.flow:
        this.#flow(this.#session(channel), reader);
        return;
      default:
        checkPerformative(bytes, bodyAt);
        this.#rhea.amqp_transport.read(bytes);
    }
  }

  #flow(session: RheaSession, reader: Reader): void {
    const flow = readFlow(reader);
    const held = session.outgoing.held > 0;
    session.outgoing.onFlow(flow);
    if (held && session.outgoing.held === 0) {
      for (const name in session.links) session.links[name]?.hooks?.credit?.(false);
    }
    const { handle } = flow;
    const link = handle === undefined ? undefined : session.remote.handles[handle];
    if (handle !== undefined && link === undefined) throw new FramingError(`a flow on handle ${handle}`);
    if (link?.is_receiver()) {
      const skipped = ((flow.deliveryCount ?? link.delivery_count) - link.delivery_count) | 0;
      if (skipped > 0) {
        link.delivery_count = (flow.deliveryCount ?? 0) >>> 0;
        link.credit = Math.max(0, link.credit - skipped);
      }
      if (link.credit === 0 && (flow.drain || skipped > 0)) link.hooks?.drained?.();
    } else if (link !== undefined) {
      const seen = flow.deliveryCount ?? 0;
      const credit = (seen + (flow.linkCredit ?? 0) - link.delivery_count) | 0;
      link.credit = link.state.local_open ? Math.max(0, credit) : 0;
      if (link.credit > 0 || flow.drain) link.hooks?.credit?.(flow.drain);
    }
    if (flow.echo) session._write_flow(link !== undefined && link.credit < 0 ? undefined : link);
  }

  #session(channel: number): RheaSession {
    const session = this.#rhea.remote_channel_map[channel];
    if (session === undefined) throw new FramingError(`a frame on channel ${channel}, where no session is`);
    return session;
  }

  #saslFrame(bytes: Buffer, bodyAt: number): void {
    const descriptor = checkSasl(bytes, bodyAt);
    this.#saslOrder.take(descriptor, this.#rhea.sasl_transport?.on_sasl_mechanisms === undefined);
    this.#rhea.transport.read(bytes);
  }

  /** True for a server that has turned its client away. */
  get #refused(): boolean {
    const { sasl_transport: sasl } = this.#rhea;
    return ((sasl?.selected ?? sasl)?.outcome ?? 0) !== 0;
  }

  transfer(
    channel: number,
    handle: number,
    id: number,
    settled: boolean,
    more: boolean,
    payload: Buffer,
  ): void {
    this.activity.writes++;
    const { out } = this;
    // A small message goes in one piece with its header, a large one stays where it is.
    const copied = payload.length <= COPIED_PAYLOAD;
    const at = out.reserve(TRANSFER_OVERHEAD + (copied ? payload.length : 0));
    writeTransfer(out.bytes, at, channel, handle, id, settled, more, payload.length);
    if (copied) payload.copy(out.bytes, at + TRANSFER_OVERHEAD);
    else out.append(payload);
  }

  disposition(channel: number, asReceiver: boolean, first: number, last: number, state: Buffer): void {
    if (this.#disposed) return;
    this.activity.writes++;
    const at = this.out.reserve(DISPOSITION_OVERHEAD + state.length);
    writeDisposition(this.out.bytes, at, channel, asReceiver, first, last, state);
  }

  flushLater(window: IncomingWindow): void {
    if (this.#disposed) return;
    this.#dirty.push(window);
    this.out.touch();
  }

  #flushDispositions(): void {
    const { length } = this.#dirty;
    if (length === 0) return;
    const dirty = this.#dirty;
    this.#dirty = [];
    for (const window of dirty) window.flush();
  }

  writeEmptyFrame(): void {
    if (!this.#disposed) this.#rhea._write_frame(0);
  }

  dispose(): void {
    this.#disposed = true;
    this.#rhea.socket_ready = false;
    this.#reader.close();
    this.out.close();
    this.#dirty = [];
  }
}
