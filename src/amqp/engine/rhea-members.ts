import type { BeginTerms, PeerAttach, PeerBegin, PeerError, PeerOpen } from "./terms.js";

/**
 * The members of rhea's that are used, most of which rhea has promised nobody. A contract test holds each.
 */
export interface RheaEndpoint {
  readonly state: RheaState;
  readonly options: object;
  readonly observers: unknown;
  is_open(): boolean;
  is_closed(): boolean;
  open(): void;
  close(error?: PeerError): void;
  dispatch(event: string): boolean;
  /** Writes what is to be said. */
  _process(): void;
}

export interface RheaState {
  readonly local_open: boolean;
  readonly remote_open: boolean;
  /** Times that it is still to be said that it opens. */
  readonly open_requests: number;
  has_settled(): boolean;
}

export interface RheaConnection extends RheaEndpoint {
  output(): void;
  /** Nothing of it is open any more. */
  _disconnected(): void;
  _write_open(): void;
  on_open(frame: Frame<PeerOpen>): void;
  on_begin(frame: BeginFrame): void;
  create_session(): RheaSession;
  _write_frame(channel: number): void;
  /** True while it has something to do at the end of the turn. */
  readonly registered: boolean;
  /** rhea finds sessions here by the channels the peer answers on. */
  readonly local_channel_map: Record<number, RheaSession | undefined>;
  readonly remote_channel_map: Record<number, RheaSession | undefined>;
  readonly local: { open?: unknown };
  readonly remote: { open?: PeerOpen | undefined; readonly close?: Closing };
  readonly session_policy: unknown;
  readonly amqp_transport: {
    /** Is given the frames. */
    handler: RheaConnection;
    read(bytes: Buffer): number;
    write(sink: { write(bytes: Buffer): void }): void;
    has_writes_pending(): boolean;
  };
  socket_ready: boolean;
}

export interface RheaSession extends RheaEndpoint {
  readonly local: {
    channel: number;
    readonly handles: Record<number, RheaLink>;
    begin?: (Partial<BeginTerms> & { remote_channel?: number }) | undefined;
  };
  readonly remote: { handles: object; begin?: PeerBegin | undefined; readonly end?: Closing };
  readonly connection: RheaConnection;
  readonly incoming: object;
  readonly outgoing: object;
  /** By their names, which are their handles here. */
  links: Record<number, RheaLink>;
  on_begin(frame: BeginFrame): void;
  on_attach(frame: AttachFrame): void;
  on_detach(frame: Frame<{ readonly handle: number }>): void;
  create_sender(name: string): RheaLink;
  create_receiver(name: string): RheaLink;
  remove(): void;
}

export interface RheaLink extends RheaEndpoint {
  readonly name: string;
  readonly session: RheaSession;
  readonly local: {
    readonly handle: number;
    attach: { readonly role: boolean; name?: string; max_message_size?: number };
    detach?: { readonly constructor: PerformativeKind } | undefined;
  };
  readonly remote: { attach?: PeerAttach | undefined; readonly detach?: Closing };
  set_source(terminus: object): void;
  set_target(terminus: object): void;
  on_attach(frame: AttachFrame): void;
  on_detach(frame: Frame<unknown>): void;
}

/** A kind of performative, as rhea makes them. */
export interface PerformativeKind {
  create(fields: object): { readonly constructor: PerformativeKind };
}

/** The content of a frame that closes something. */
interface Closing {
  readonly error: unknown;
}

/** A frame that rhea has decoded, and gets back once it has been looked at. */
export interface Frame<Performative> {
  readonly channel: number;
  readonly performative: Performative;
}

export type BeginFrame = Frame<PeerBegin>;
export type AttachFrame = Frame<PeerAttach>;
