import type { Socket } from "node:net";
import rhea, { type ConnectionOptions } from "rhea";
import { defaultPeerLimits } from "../codec/peer-limits.js";
import type {
  AttachFrame,
  BeginFrame,
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
  PeerAttach,
  PeerBegin,
  PeerError,
  PeerOpen,
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

/** A thing that opens and closes at both ends. */
abstract class Endpoint {
  readonly #rhea: RheaEndpoint;
  readonly #state: RheaState;
  #isClosed = false;

  constructor(rhea: RheaEndpoint) {
    this.#rhea = rhea;
    this.#state = rhea.state;
    const { open } = rhea;
    // What we have closed before the peer's answer came is not to be opened again by that.
    rhea.open = () => {
      if (!this.#isClosed) open.call(rhea);
    };
    rhea.dispatch = (event) => {
      if (event.endsWith("_open")) this.opened();
      if (event.endsWith("_close")) this.closed(rhea.error ?? undefined);
      return true;
    };
  }

  /** The peer has opened it; unless that is an answer it is answered. */
  protected abstract opened(): void;
  /** The peer has closed it; unless that is an answer it is answered. @param error what it says, if anything */
  protected abstract closed(error: unknown): void;

  close(error?: PeerError): void {
    this.#isClosed = true;
    this.#rhea.close(error);
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
    return this.#rhea.is_open();
  }

  /** It is closed at both ends, and the peer knows. */
  get isOver(): boolean {
    return this.#rhea.is_closed() && this.#state.has_settled();
  }
}

/** The life of a connection. */
export abstract class ConnectionEndpoint extends Endpoint {
  readonly #rhea: RheaConnection;

  constructor(options: OpenOptions) {
    const { maxFrameSize, maxSessions } = { ...defaultPeerLimits, ...options.limits };
    const connection = rhea.create_container({ id: options.containerId }).create_connection({
      container_id: options.containerId,
      hostname: options.hostname,
      max_frame_size: maxFrameSize,
      channel_max: maxSessions - 1,
      idle_time_out: options.idleTimeOut,
      properties: options.properties,
      offered_capabilities: options.offeredCapabilities,
      reconnect: false,
      disable_sasl: true,
      receiver_options: { autoaccept: false, credit_window: 0 },
      sender_options: { autosettle: false, treat_modified_as_released: false },
    } as unknown as ConnectionOptions) as unknown as RheaConnection;
    super(connection);
    this.#rhea = connection;
    connection.input = (bytes) => this.input(bytes);
    connection.output = () => this.output();
    connection.on_begin = (frame) => {
      const session = this.begun(frame);
      if (typeof frame.performative.remote_channel !== "number") {
        session.local.begin.remote_channel = frame.channel;
      }
      session.on_begin(frame);
      connection.remote_channel_map[frame.channel] = session;
    };
  }

  /** Bytes have come. */
  protected abstract input(bytes: Buffer): void;
  /** There may be something to write. */
  protected abstract output(): void;
  /** The peer begins a session, or answers: says which it is. */
  protected abstract begun(frame: BeginFrame): RheaSession;

  /** Reads from a socket that is connected, and writes there. */
  run(socket: Socket): void {
    this.#rhea.accept(socket);
  }

  open(): void {
    this.#rhea.open();
  }

  /** The peer's own account of itself; undefined before its `open`. */
  get peer(): PeerOpen | undefined {
    return this.#rhea.remote.open;
  }

  /** Acts on a frame of the peer's, or its header. */
  take(bytes: Buffer): void {
    this.#rhea.amqp_transport.read(bytes);
  }

  /** Says now what would be said at the end of the turn. */
  sayNow(): void {
    if (!this.#rhea.registered) return;
    this.#rhea._process();
    this.output();
  }

  get hasPending(): boolean {
    return this.#rhea.amqp_transport.has_writes_pending();
  }

  /** False once the socket is gone. */
  get isConnected(): boolean {
    return this.#rhea.socket_ready;
  }

  writeTo(sink: { write(bytes: Buffer): void }): void {
    this.#rhea.amqp_transport.write(sink);
  }

  writeEmpty(): void {
    this.#rhea._write_frame(0);
  }

  /** @param channel whose it is to be; the lowest that is free when left out */
  createSession(channel?: number): RheaSession {
    const session = this.#rhea.create_session();
    if (channel === undefined) return session;
    const taken = this.#rhea.local_channel_map;
    delete taken[session.local.channel];
    session.local.channel = channel;
    taken[channel] = session;
    return session;
  }
}

/** The life of a session. */
export abstract class SessionEndpoint extends Endpoint {
  readonly rhea: RheaSession;
  /** Ours; the peer may have another. */
  readonly channel: number;
  #links = 0;

  /** @param windows what `begin` says of them */
  constructor(session: RheaSession, windows: BeginTerms) {
    super(session);
    this.rhea = session;
    this.channel = session.local.channel;
    Object.assign(session, { incoming: noFlow, outgoing: noFlow });
    Object.assign(session.local.begin, windows);
    session.on_attach = (frame) => this.attached(frame);
    session.on_detach = (frame) => this.detached(frame.performative.handle).on_detach(frame);
    const { _process: process, remove } = session;
    session._process = () => {
      process.call(session);
      this.said();
    };
    session.remove = () => {
      remove.call(session);
      this.removed();
    };
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

  /** rhea tells links by their names, of which a sender and a receiver may have the same: it gets to know numbers. */
  protected createLink(isReceiver: boolean): RheaLink {
    const name = String(this.#links++);
    return isReceiver ? this.rhea.create_receiver(name) : this.rhea.create_sender(name);
  }
}

/** The life of a link. */
export abstract class LinkEndpoint extends Endpoint {
  readonly rhea: RheaLink;
  readonly name: string;
  /** Ours; the peer may have another. */
  readonly handle: number;

  constructor(link: RheaLink, name: string) {
    super(link);
    this.rhea = link;
    this.name = name;
    this.handle = link.local.handle;
    link.local.attach.name = name;
  }

  /** Takes the peer's `attach`. */
  answer(frame: AttachFrame): void {
    this.rhea.on_attach(frame);
  }

  /** The content of the peer's `attach`; undefined before it has come. */
  get peer(): PeerAttach | undefined {
    return this.rhea.remote.attach;
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
  const { types } = rhea;
  const typed = typeof value === "number" ? types.wrap_ulong(value) : types.wrap_string(value);
  return { [name]: types.wrap_described(typed, name) };
}
