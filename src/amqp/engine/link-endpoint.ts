import { Endpoint } from "./endpoint.js";
import { type Owned, original } from "./owned-object.js";
import { partsOfTerminus } from "./peer-terms.js";
import { filterSet } from "./rhea.js";
import type { AttachFrame, PerformativeKind, RheaLink } from "./rhea-members.js";
import type { AttachTerms, PeerTermini, Terminus } from "./terms.js";

/** The part of an `attach` of ours that rhea still looks at when it is said. */
const saidBySender = { role: false };
const saidByReceiver = { role: true };

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
