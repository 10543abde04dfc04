import { createRequire } from "node:module";
import type { Socket } from "node:net";
import type Rhea from "rhea";
import type { ConnectionOptions, Container } from "rhea";
import { peerLimits } from "../codec/peer-limits.js";
import { type Owned, original, owned } from "./owned-object.js";
import { partsOfOpen, partsOfTerminus } from "./peer-terms.js";
import type {
  AttachFrame,
  BeginFrame,
  PerformativeKind,
  RheaConnection,
  RheaEndpoint,
  RheaLink,
  RheaSession,
  RheaState,
} from "./rhea-members.js";
import type {
  AttachTerms,
  BeginTerms,
  OpenOptions,
  PeerBegin,
  PeerError,
  PeerOpen,
  PeerTermini,
  SourceFilter,
  Terminus,
} from "./terms.js";

/**
 * The life of connections, sessions and links: how they open and close, and what answers what, as rhea has it. All that
 * is used of rhea is used in this file. The socket, the buffers, the timers, the checks and the flow of messages are
 * ours, because rhea's own are made for peers that mean well.
 */

/** In the place of what rhea does with messages. */
const noFlow = { deliveries: { available: () => 1 }, on_begin: () => {}, process: () => {} };

/** The options that rhea asks for once a connection is made. */
const lasting = {
  reconnect: false,
  disable_sasl: true,
  receiver_options: { autoaccept: false, credit_window: 0 },
  sender_options: { autosettle: false, treat_modified_as_released: false },
};

/** The links of a session by the handles of the peer, which rhea is not asked for. */
const noHandles = {};

/** The part of an `attach` of ours that rhea still looks at when it is said. */
const saidBySender = { role: false };
const saidByReceiver = { role: true };

/** A thing that opens and closes at both ends. */
abstract class Endpoint<Rhea extends RheaEndpoint = RheaEndpoint> {
  readonly rhea: Rhea;
  /** Of that: looked at for each message. */
  readonly #state: RheaState;
  #isClosed = false;

  /** @param members what stands before rhea's own beside those of all endpoints */
  protected constructor(rhea: Rhea, members: object) {
    this.rhea = owned<RheaEndpoint, Endpoint>(rhea, this, Endpoint.#members, members) as Rhea;
    this.#state = this.rhea.state;
  }

  static readonly #members: Partial<RheaEndpoint> & ThisType<RheaEndpoint & Owned<Endpoint>> = {
    // Whom `dispatch` would tell.
    observers: undefined,
    options: lasting,
    open() {
      // What we have closed before the peer's answer came is not to be opened again by that.
      if (!this.owner.#isClosed) original(this).open.call(this);
    },
    dispatch(event) {
      if (event.endsWith("_open")) this.owner.opened();
      if (event.endsWith("_close")) this.owner.closed(this.owner.peerError ?? undefined);
      return true;
    },
  };

  /** The peer has opened it; unless that is an answer it is answered. */
  protected abstract opened(): void;
  /** The peer has closed it; unless that is an answer it is answered. @param error what it says, if anything */
  protected abstract closed(error: unknown): void;
  /** The error that the peer has closed it with. */
  protected abstract readonly peerError: unknown;

  close(error?: PeerError): void {
    this.#isClosed = true;
    this.rhea.close(error);
  }

  /** It is open at this end: the peer knows, or will at the end of the turn. */
  get isOpenHere(): boolean {
    return this.#state.local_open;
  }

  get isOpenThere(): boolean {
    return this.#state.remote_open;
  }

  /** The peer is not told yet that it opens. */
  get isUnsaid(): boolean {
    return this.#state.open_requests > 0;
  }

  /** It, and what it is in, is open at both ends. */
  get isOpen(): boolean {
    return this.rhea.is_open();
  }

  /** It is closed at both ends, and the peer knows. */
  get isOver(): boolean {
    return this.rhea.is_closed() && this.#state.has_settled();
  }
}

let shared: Container | undefined;

/**
 * Shared by all connections: each has its own id. rhea is loaded with the first of them: that takes a quarter of what
 * importing the library would, and programs import it that only check, call over `fake://` or print their help.
 */
function container(): Container {
  if (shared === undefined) {
    const rhea = createRequire(import.meta.url)("rhea") as typeof Rhea;
    shared = rhea.create_container({ id: "oslo-rpc" });
  }
  return shared;
}

/** The life of a connection. */
export abstract class ConnectionEndpoint extends Endpoint<RheaConnection> {
  #peer: PeerOpen | undefined;

  constructor(options: OpenOptions) {
    const { maxFrameSize, maxSessions } = peerLimits(options.limits);
    const connection = container().create_connection({
      container_id: options.containerId,
      hostname: options.hostname,
      max_frame_size: maxFrameSize,
      channel_max: maxSessions - 1,
      idle_time_out: options.idleTimeOut,
      properties: options.properties,
      offered_capabilities: options.offeredCapabilities,
      id: options.containerId,
      ...lasting,
    } as unknown as ConnectionOptions) as unknown as RheaConnection;
    super(connection, ConnectionEndpoint.#members);
    this.rhea.amqp_transport.handler = this.rhea;
  }

  static readonly #members: Partial<RheaConnection> & ThisType<RheaConnection & Owned<ConnectionEndpoint>> = {
    // It knows the object that was copied.
    session_policy: undefined,
    registered: false,
    socket_ready: false,
    input(bytes) {
      this.owner.input(bytes);
    },
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

  /** Bytes have come. */
  protected abstract input(bytes: Buffer): void;
  /** There may be something to write. */
  protected abstract output(): void;
  /** The peer begins a session, or answers: says which it is. */
  protected abstract begun(frame: BeginFrame): RheaSession;

  protected get peerError(): unknown {
    return this.rhea.remote.close?.error;
  }

  /** Reads from a socket that is connected, and writes there. */
  run(socket: Socket): void {
    this.rhea.accept(socket);
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

/** The life of a session. */
export abstract class SessionEndpoint extends Endpoint<RheaSession> {
  /** Ours; the peer may have another. */
  readonly channel: number;

  /** @param windows what `begin` says of them */
  constructor(session: RheaSession, windows: BeginTerms) {
    super(session, SessionEndpoint.#members);
    const { rhea } = this;
    this.channel = rhea.local.channel;
    rhea.connection.local_channel_map[this.channel] = rhea;
    // Links have their handles for names.
    rhea.links = rhea.local.handles;
    rhea.remote.handles = noHandles;
    Object.assign(rhea.local.begin as object, windows);
  }

  static readonly #members: Partial<RheaSession> & ThisType<RheaSession & Owned<SessionEndpoint>> = {
    incoming: noFlow,
    outgoing: noFlow,
    on_attach(frame) {
      this.owner.attached(frame);
    },
    on_detach(frame) {
      this.owner.detached(frame.performative.handle).on_detach(frame);
    },
    _process() {
      const { isUnsaid } = this.owner;
      // Before what opens, whatever their handles: that may have the name of one that has closed.
      for (const handle in this.links) {
        const link = this.links[handle];
        if (link?.state.open_requests === 0 && !link.state.has_settled()) link._process();
      }
      original(this)._process.call(this);
      if (isUnsaid) this.local.begin = undefined;
      this.owner.said();
    },
    remove() {
      original(this).remove.call(this);
      this.owner.removed();
    },
  };

  protected get peerError(): unknown {
    return this.rhea.remote.end?.error;
  }

  /** The peer attaches a link, or answers. */
  protected abstract attached(frame: AttachFrame): void;
  /** The peer detaches a link, or answers: says which it is. */
  protected abstract detached(handle: number): RheaLink;
  /** The peer has been told all that it was to be. */
  protected abstract said(): void;
  /** It is over, and its channel free. */
  protected abstract removed(): void;

  begin(): void {
    this.rhea.open();
  }

  /** The content of the peer's `begin`. */
  protected get peer(): PeerBegin {
    return this.rhea.remote.begin as PeerBegin;
  }

  /** rhea tells links by their names, of which a sender and a receiver may have the same: it gets to know handles. */
  protected createLink(isReceiver: boolean): RheaLink {
    let handle = 0;
    while (this.rhea.links[handle] !== undefined) handle++;
    const name = String(handle);
    return isReceiver ? this.rhea.create_receiver(name) : this.rhea.create_sender(name);
  }
}

/** The life of a link. */
export abstract class LinkEndpoint extends Endpoint<RheaLink> {
  readonly name: string;
  /** Ours; the peer may have another. */
  readonly handle: number;
  #peer: PeerTermini | undefined;

  constructor(link: RheaLink, name: string) {
    super(link, LinkEndpoint.#members);
    const { rhea } = this;
    this.name = name;
    this.handle = rhea.local.handle;
    rhea.session.links[this.handle] = rhea;
    rhea.local.attach.name = name;
    LinkEndpoint.#detach ??= rhea.local.detach?.constructor;
    rhea.local.detach = undefined;
  }

  /** Makes what is said when a link closes: it is made then. */
  static #detach: PerformativeKind | undefined;

  static readonly #members: Partial<RheaLink> & ThisType<RheaLink & Owned<LinkEndpoint>> = {
    close(error) {
      this.local.detach ??= LinkEndpoint.#detach?.create({ handle: this.local.handle });
      original(this).close.call(this, error);
    },
    _process() {
      const { isUnsaid } = this.owner;
      original(this)._process.call(this);
      // rhea looks no longer at anything else of it.
      if (isUnsaid) this.local.attach = this.local.attach.role ? saidByReceiver : saidBySender;
    },
  };

  protected get peerError(): unknown {
    return this.rhea.remote.detach?.error;
  }

  /** Takes the peer's `attach`. */
  answer(frame: AttachFrame): void {
    this.rhea.on_attach(frame);
    const { source, target, max_message_size, snd_settle_mode } = frame.performative;
    this.#peer = {
      source: partsOfTerminus(source),
      target: partsOfTerminus(target),
      max_message_size,
      snd_settle_mode,
    };
    this.rhea.remote.attach = undefined;
  }

  /** The content of the peer's `attach`; undefined before it has come. */
  get peer(): PeerTermini | undefined {
    return this.#peer ?? this.rhea.remote.attach;
  }

  attach({ source, target, ...attach }: AttachTerms): void {
    this.setTermini(source, target);
    Object.assign(this.rhea.local.attach, attach);
    this.rhea.open();
  }

  /** Sets the content of the answer to the peer's `attach`; none means that the link is refused. */
  setTermini({ filter, ...source }: Terminus, target: Terminus, maxMessageSize?: number): void {
    this.rhea.set_source(filter === undefined ? source : { ...source, filter: filterSet(filter) });
    this.rhea.set_target(target);
    if (maxMessageSize !== undefined) this.rhea.local.attach.max_message_size = maxMessageSize;
  }
}

/** The filter set of a source (AMQP 1.0, part 3.5.8). */
function filterSet({ name, value }: SourceFilter): object {
  const { types } = container();
  const typed = typeof value === "number" ? types.wrap_ulong(value) : types.wrap_string(value);
  return { [name]: types.wrap_described(typed, name) };
}
