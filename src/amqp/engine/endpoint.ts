import { type Owned, original, owned } from "./owned-object.js";
import { lasting } from "./rhea.js";
import type { RheaEndpoint, RheaState } from "./rhea-members.js";
import type { PeerError } from "./terms.js";

/**
 * A connection, a session or a link: it opens and closes at both ends, and what answers what is as rhea has it. The
 * socket, the buffers, the timers, the checks and the flow of messages are ours: rhea's own are for peers that mean well.
 */
export abstract class Endpoint<Rhea extends RheaEndpoint = RheaEndpoint> {
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
