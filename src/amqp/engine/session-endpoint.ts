import { Endpoint } from "./endpoint.js";
import { type Owned, original } from "./owned-object.js";
import type { AttachFrame, RheaLink, RheaSession } from "./rhea-members.js";
import type { BeginTerms, PeerBegin } from "./terms.js";

/** In the place of what rhea does with messages. */
const noFlow = { deliveries: { available: () => 1 }, on_begin: () => {}, process: () => {} };

/** The links of a session by the handles of the peer, which rhea is not asked for. */
const noHandles = {};

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
