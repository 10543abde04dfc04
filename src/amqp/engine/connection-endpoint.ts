import type { Socket } from "node:net";
import { Endpoint } from "./endpoint.js";
import { type Owned, original } from "./owned-object.js";
import { partsOfOpen } from "./peer-terms.js";
import { createConnection } from "./rhea.js";
import type { BeginFrame, RheaConnection, RheaSession } from "./rhea-members.js";
import type { OpenOptions, PeerOpen } from "./terms.js";

/** The life of a connection. */
export abstract class ConnectionEndpoint extends Endpoint<RheaConnection> {
  #peer: PeerOpen | undefined;

  constructor(options: OpenOptions) {
    super(createConnection(options), ConnectionEndpoint.#members);
    this.rhea.amqp_transport.handler = this.rhea;
  }

  static readonly #members: Partial<RheaConnection> & ThisType<RheaConnection & Owned<ConnectionEndpoint>> = {
    // It knows the object that was copied.
    session_policy: undefined,
    registered: false,
    socket_ready: false,
    output() {
      this.owner.output();
    },
    _write_open() {
      original(this)._write_open.call(this);
      this.local.open = undefined;
    },
    on_open(frame) {
      original(this).on_open.call(this, frame);
      this.owner.#peer = partsOfOpen(frame.performative);
      this.remote.open = undefined;
    },
    on_begin(frame) {
      const session = this.owner.begun(frame);
      if (session.local.begin !== undefined && typeof frame.performative.remote_channel !== "number") {
        session.local.begin.remote_channel = frame.channel;
      }
      session.on_begin(frame);
      session.remote.begin = undefined;
      this.remote_channel_map[frame.channel] = session;
    },
  };

  /** There may be something to write. */
  protected abstract output(): void;
  /** The peer begins a session, or answers: says which it is. */
  protected abstract begun(frame: BeginFrame): RheaSession;

  protected get peerError(): unknown {
    return this.rhea.remote.close?.error;
  }

  /** Is open no longer than its socket. rhea does not get that: it would read from it, and end it. */
  run(socket: Socket): void {
    this.rhea.socket_ready = true;
    const gone = () => this.rhea._disconnected();
    socket.on("error", gone);
    socket.on("end", gone);
  }

  open(): void {
    this.rhea.open();
  }

  /** The peer's own account of itself; undefined before its `open`. */
  get peer(): PeerOpen | undefined {
    return this.#peer ?? this.rhea.remote.open;
  }

  /** Acts on a frame of the peer's, or its header. */
  take(bytes: Buffer): void {
    this.rhea.amqp_transport.read(bytes);
  }

  /** Says now what would be said at the end of the turn. */
  sayNow(): void {
    if (!this.rhea.registered) return;
    this.rhea._process();
    this.output();
  }

  get hasPending(): boolean {
    return this.rhea.amqp_transport.has_writes_pending();
  }

  /** False once the socket is gone. */
  get isConnected(): boolean {
    return this.rhea.socket_ready;
  }

  writeTo(sink: { write(bytes: Buffer): void }): void {
    this.rhea.amqp_transport.write(sink);
  }

  writeEmpty(): void {
    this.rhea._write_frame(0);
  }

  /** @param channel whose it is to be; the lowest that is free when left out */
  createSession(channel?: number): RheaSession {
    const session = this.rhea.create_session();
    if (channel === undefined) return session;
    const taken = this.rhea.local_channel_map;
    delete taken[session.local.channel];
    session.local.channel = channel;
    taken[channel] = session;
    return session;
  }
}
