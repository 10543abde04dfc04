import { type Flow, OUTGOING_WINDOW } from "../codec/performatives.js";
import { ProtocolViolation } from "../codec/violation.js";
import type { FrameWriter } from "./frame-writer.js";
import { INCOMING_WINDOW, type IncomingContext, IncomingWindow } from "./incoming-window.js";
import { ReceiverLink, SenderLink } from "./link.js";
import { type OutgoingContext, OutgoingWindow } from "./outgoing-window.js";
import type { PeerBudget } from "./peer-budget.js";
import type { AttachFrame, RheaLink, RheaSession } from "./rhea-members.js";
import { SessionEndpoint } from "./session-endpoint.js";
import type { AttachTerms } from "./terms.js";

/** Links of one session; the peer is told with `begin`. */
const HANDLE_MAX = 4095;

/** The connection as a session sees it. */
export interface SessionContext {
  /** Whether the peer may begin sessions and attach links of its own; a client has no use for them. */
  readonly peerMayAttach: boolean;
  readonly maxMessageSize: number;
  /** False for a peer that knows no disposition of a sender. */
  readonly settlesAsSender: boolean;
  readonly budget: PeerBudget;
  readonly writer: FrameWriter;
  /** The cost of the frame that is acted on now, for as long as what it begins lives. */
  readonly frameCost: number;
  /** The peer has attached a link of its own. */
  attached(link: SenderLink | ReceiverLink): void;
  /** A session is over. */
  removed(session: Session): void;
}

/** A session: its links, and the flow of messages on them. */
export class Session extends SessionEndpoint implements IncomingContext, OutgoingContext {
  readonly writer: FrameWriter;
  readonly maxMessageSize: number;
  readonly incoming: IncomingWindow = new IncomingWindow(this);
  readonly outgoing: OutgoingWindow = new OutgoingWindow(this);
  /** Its cost when the peer began it. */
  cost = 0;
  /** The peer's; undefined before its `begin`. */
  peerChannel: number | undefined;
  /** Called when the peer has ended it, before its links are told. */
  onEnded: (() => void) | undefined;
  readonly #context: SessionContext;
  readonly #links = new Set<SenderLink | ReceiverLink>();
  readonly #byHandle = new Map<number, SenderLink | ReceiverLink>();
  /** Its links by the handles that the peer has given them. */
  readonly byHandle: ReadonlyMap<number, SenderLink | ReceiverLink> = this.#byHandle;
  /** Those that the peer has not answered yet, by their role and name; undefined while there are none. */
  #unanswered: Map<string, SenderLink | ReceiverLink> | undefined;
  /** Those of which a flow tells once the peer knows them; undefined while there are none. */
  #unflowed: Set<SenderLink | ReceiverLink> | undefined;
  #hasPeerEnded = false;

  constructor(rhea: RheaSession, context: SessionContext) {
    super(rhea, {
      incoming_window: INCOMING_WINDOW,
      outgoing_window: OUTGOING_WINDOW,
      handle_max: HANDLE_MAX,
    });
    this.#context = context;
    this.writer = context.writer;
    this.maxMessageSize = context.maxMessageSize;
  }

  get budget(): PeerBudget {
    return this.#context.budget;
  }

  settleSent(id: number, state: Buffer): void {
    // Nor has what the peer settles as we end the session an answer.
    if (!this.#context.settlesAsSender || !this.isOpenHere) return;
    this.writer.disposition(this.channel, false, id, id, state);
  }

  protected opened(): void {
    this.incoming.nextTransferId = this.peer.next_outgoing_id >>> 0;
    this.outgoing.open(Number(this.peer.incoming_window) || 0);
  }

  protected closed(error: unknown): void {
    this.#hasPeerEnded = true;
    this.onEnded?.();
    for (const link of [...this.#links]) link.closed(error);
  }

  /** True once the peer has ended it, which is answered: nothing is to be said in it any more. */
  get hasPeerEnded(): boolean {
    return this.#hasPeerEnded;
  }

  attachSender(terms: AttachTerms): SenderLink {
    const link = new SenderLink(this, this.createLink(false), terms.name, undefined);
    this.#attach(link, terms, true);
    return link;
  }

  attachReceiver(terms: AttachTerms): ReceiverLink {
    const link = new ReceiverLink(this, this.createLink(true), terms.name, undefined);
    this.#attach(link, terms, false);
    return link;
  }

  #attach(link: SenderLink | ReceiverLink, terms: AttachTerms, peerReceives: boolean): void {
    this.#links.add(link);
    this.#unanswered ??= new Map();
    this.#unanswered.set(`${peerReceives}${terms.name}`, link);
    link.attach(terms);
  }

  protected attached(frame: AttachFrame): void {
    const { name, handle, role: peerReceives, initial_delivery_count } = frame.performative;
    if (name.includes("\u0000")) throw new ProtocolViolation("amqp:invalid-field", "a NUL in a link's name");
    if (handle > HANDLE_MAX) {
      throw new ProtocolViolation("amqp:connection:framing-error", `handle ${handle} is above ${HANDLE_MAX}`);
    }
    if (this.#byHandle.has(handle)) {
      throw new ProtocolViolation("amqp:session:handle-in-use", `handle ${handle} is taken`);
    }
    const key = `${peerReceives}${name}`;
    const own = this.#unanswered?.get(key);
    this.#unanswered?.delete(key);
    if (this.#unanswered?.size === 0) this.#unanswered = undefined;
    const link = own ?? this.#createAnswer(name, peerReceives);
    this.#byHandle.set(handle, link);
    if (link instanceof ReceiverLink) link.deliveryCount = (initial_delivery_count ?? 0) >>> 0;
    link.answer(frame);
    if (own === undefined) this.#context.attached(link);
  }

  #createAnswer(name: string, peerReceives: boolean): SenderLink | ReceiverLink {
    if (!this.#context.peerMayAttach) {
      throw new ProtocolViolation("amqp:not-allowed", `a link nobody asked for: ${name}`);
    }
    const cost = this.#context.frameCost;
    this.#context.budget.addLink(cost);
    const rhea = this.createLink(!peerReceives);
    const link = new (peerReceives ? SenderLink : ReceiverLink)(this, rhea, name, cost);
    this.#links.add(link);
    return link;
  }

  protected detached(handle: number): RheaLink {
    const link = this.#byHandle.get(handle);
    if (link === undefined) {
      throw new ProtocolViolation("amqp:session:unattached-handle", `a detach on handle ${handle}`);
    }
    this.#byHandle.delete(handle);
    this.#forget(link);
    return link.rhea;
  }

  protected removed(): void {
    for (const link of this.#byHandle.values()) this.#forget(link);
    this.#context.removed(this);
  }

  #forget(link: SenderLink | ReceiverLink): void {
    this.#links.delete(link);
    if (link instanceof ReceiverLink) this.incoming.forget(link);
    if (link.cost !== undefined) this.#context.budget.removeLink(link.cost);
  }

  /** Gives up what has come of unfinished messages, on a connection that is gone. */
  forgetParts(): void {
    for (const link of this.#links) if (link instanceof ReceiverLink) this.incoming.forget(link);
  }

  /** Takes a peer's flow: its window, its credit, and what it wants done with ours. */
  onFlow(flow: Flow): void {
    // It was under way as we ended the session: neither a message nor an answer may follow our `end`.
    if (!this.isOpenHere) return;
    const { handle } = flow;
    const link = handle === undefined ? undefined : this.#byHandle.get(handle);
    if (handle !== undefined && link === undefined) {
      throw new ProtocolViolation("amqp:session:unattached-handle", `a flow on handle ${handle}`);
    }
    if (link instanceof SenderLink) link.flowed(flow);
    if (this.outgoing.onFlow(flow)) {
      for (const waiting of this.#links) {
        if (waiting instanceof SenderLink) waiting.events?.credit?.(waiting.drains);
      }
    }
    if (link instanceof ReceiverLink) link.flowed(flow);
    else if (link !== undefined && (link.credit > 0 || flow.drain)) link.events?.credit?.(flow.drain);
    if (flow.echo) this.writeFlow(link?.canBeNamed ? link : undefined, link?.drains);
  }

  /** Tells the peer of our windows, and of the credit of a link: as soon as it knows the link. */
  writeFlow(link?: SenderLink | ReceiverLink, drain = false): void {
    if (link !== undefined && (link.isUnsaid || this.isUnsaid)) {
      this.#unflowed ??= new Set();
      this.#unflowed.add(link);
      return;
    }
    if (!this.isOpenHere) return;
    this.#context.writer.flow(this.channel, {
      nextIncomingId: this.incoming.nextTransferId,
      incomingWindow: INCOMING_WINDOW,
      nextOutgoingId: this.outgoing.nextTransferId,
      handle: link?.handle,
      deliveryCount: link?.deliveryCount,
      linkCredit: link?.credit,
      drain,
      echo: false,
    });
  }

  protected said(): void {
    const links = this.#unflowed;
    if (links === undefined) return;
    this.#unflowed = undefined;
    for (const link of links) if (link.isOpenHere) this.writeFlow(link, link.drains);
  }
}
