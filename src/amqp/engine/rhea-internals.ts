import type { IncomingWindow } from "./incoming-window.js";
import type { LinkHooks, LinkState } from "./link-state.js";
import type { OutgoingWindow } from "./outgoing-window.js";

/**
 * What rhea keeps to itself and is used here, in the `rhea*.ts` files and nowhere else. rhea runs the
 * handshakes and the life of connections, sessions and links; the socket, the buffers, the timers, the checks
 * and the flow of messages are ours, because rhea's own are made for peers that mean well. Each member is
 * held by a contract test.
 */
export interface RheaConnection {
  input(bytes: Buffer): void;
  output(): void;
  accept(socket: unknown): void;
  open(): void;
  close(error?: { condition: string; description: string }): void;
  /** True while it has something to do at the end of the turn. */
  registered?: boolean;
  /** Does it now. */
  _process(): void;
  on_begin(frame: {
    readonly channel: number;
    readonly performative: { readonly remote_channel: number | null | undefined };
  }): void;
  create_session(bufferSize?: unknown): RheaSession;
  remove_session(session: RheaSession): void;
  _write_frame(channel: number): void;
  readonly remote_channel_map: Readonly<Record<number, RheaSession | undefined>>;
  /** rhea looks sessions up here by the channels the peer answers on. */
  readonly local_channel_map: Record<number, RheaSession | undefined>;
  readonly remote: { readonly open?: { readonly channel_max?: number | null } };
  amqp_transport: RheaTransport;
  socket_ready: boolean;
  readonly state: EndpointState;
  readonly max_frame_size: number | undefined;
  is_closed(): boolean;
}

export interface EndpointState {
  readonly local_open: boolean;
  readonly remote_open: boolean;
  readonly open_requests: number;
  has_settled(): boolean;
}

export interface RheaTransport {
  read(bytes: Buffer): number;
  write(sink: { write(bytes: Buffer): void }): void;
  has_writes_pending(): boolean;
}

export interface RheaSession {
  outgoing: OutgoingWindow;
  incoming: IncomingWindow;
  readonly local: {
    channel: number;
    readonly begin: { incoming_window: number; outgoing_window: number; handle_max: number };
  };
  readonly remote: { readonly handles: Record<number, RheaLink | undefined> };
  readonly links: Record<string, RheaLink | undefined>;
  readonly state: EndpointState;
  on_attach(frame: AttachFrame): void;
  on_detach(frame: { performative: { handle: number } }): void;
  create_sender(name: string): RheaLink;
  create_receiver(name: string): RheaLink;
  remove_link(link: RheaLink): void;
  _write_flow(link?: RheaLink): void;
}

export interface AttachFrame {
  readonly performative: {
    readonly name: string;
    readonly handle: number;
    /** True when the peer is the receiver. */
    readonly role: boolean;
    readonly initial_delivery_count: number | undefined | null;
  };
}

export interface RheaLink extends LinkState {
  name: string;
  readonly session: RheaSession;
  readonly state: EndpointState;
  readonly local: { readonly handle: number; readonly attach: { max_message_size: number | undefined } };
  readonly remote: { handle: number | undefined; readonly attach?: unknown };
  hooks?: LinkHooks;
  /** What it is counted with when the peer attached it, rather than answer an attach of ours. */
  peerCost?: number;
  /** On receivers: makes the flows rhea writes ask for the credit to be used up. */
  drain?: boolean;
  /** On senders: what rhea looks at when it writes a flow that gives credit back. */
  _draining?: boolean;
  _drained?: boolean;
  flow(credit: number): void;
  on_attach(frame: AttachFrame): void;
}
