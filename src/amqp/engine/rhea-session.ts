import type { Receiver, Sender } from "rhea";
import { ProtocolViolation } from "../codec/violation.js";
import type { OutgoingDelivery } from "./delivery.js";
import type { FrameWriter } from "./frame-writer.js";
import { IncomingWindow } from "./incoming-window.js";
import type { LinkHooks } from "./link-state.js";
import { OutgoingWindow } from "./outgoing-window.js";
import type { PeerBudget } from "./peer-budget.js";
import type { RheaLink, RheaSession } from "./rhea-internals.js";

/** Links of one session; the peer is told with `begin`. */
const HANDLE_MAX = 4095;

/** Ends the name of a link that another of the same name has come beside. */
const SHELVED = "\u0000";

/** What a session needs of its connection. */
export interface SessionWire {
  /** Whether the peer may begin sessions and attach links of its own; a client has no use for them. */
  readonly peerMayAttach: boolean;
  readonly maxMessageSize: number;
  /** False for a peer that knows no disposition of a sender. */
  readonly settlesAsSender: boolean;
  readonly budget: PeerBudget;
  readonly writer: FrameWriter;
  /** What the frame that rhea is given now costs while that which it begins lives. */
  readonly frameCost: () => number;
}

/** Puts our flow of messages, and our book of links, in the place of rhea's in one session. */
export function prepareSession(session: RheaSession, wire: SessionWire): void {
  const { channel, begin } = session.local;
  const { writer, budget, maxMessageSize } = wire;
  session.incoming = new IncomingWindow({
    maxMessageSize,
    flow: () => session._write_flow(),
    disposition: (first, last, state) => writer.disposition(channel, true, first, last, state),
    flushLater: (window) => writer.flushLater(window),
    holdPart: (bytes) => budget.holdPart(bytes),
    dropPart: (bytes) => budget.dropPart(bytes),
  });
  session.outgoing = new OutgoingWindow({
    get maxPayload() {
      return writer.maxPayload;
    },
    transfer: (handle, id, settled, more, payload) =>
      writer.transfer(channel, handle, id, settled, more, payload),
    disposition: (id, state) => {
      // What the peer settles as we end the session has no answer: none may follow our `end`.
      if (wire.settlesAsSender && session.state.local_open) writer.disposition(channel, false, id, id, state);
    },
  });
  begin.incoming_window = session.incoming.window;
  begin.outgoing_window = session.outgoing.window;
  begin.handle_max = HANDLE_MAX;
  prepareLinks(session, wire);
}

/**
 * rhea knows links by name alone, so that a sender and a receiver of one name are one to it, and forgets
 * neither the handle of a link that is gone nor looks at the delivery count one begins with.
 */
function prepareLinks(session: RheaSession, wire: SessionWire): void {
  let shelved = 0;
  session.on_attach = (frame) => {
    const { name, handle, role, initial_delivery_count } = frame.performative;
    if (name.includes(SHELVED))
      throw new ProtocolViolation("amqp:invalid-field", "a control character in a name");
    if (handle > HANDLE_MAX) {
      throw new ProtocolViolation("amqp:connection:framing-error", `handle ${handle} is above ${HANDLE_MAX}`);
    }
    if (session.remote.handles[handle] !== undefined) {
      throw new ProtocolViolation("amqp:session:handle-in-use", `handle ${handle} is taken`);
    }
    let link = session.links[name];
    if (link !== undefined && (link.is_receiver() === role || link.remote.attach !== undefined)) {
      delete session.links[name];
      link.name = `${name}${SHELVED}${++shelved}`;
      session.links[link.name] = link;
      link = undefined;
    }
    if (link === undefined) {
      if (!wire.peerMayAttach) {
        throw new ProtocolViolation("amqp:not-allowed", `a link nobody asked for: ${name}`);
      }
      const cost = wire.frameCost();
      wire.budget.addLink(cost);
      // The role is the peer's: when it receives, we send.
      link = role ? session.create_sender(name) : session.create_receiver(name);
      link.peerCost = cost;
    }
    session.remote.handles[handle] = link;
    if (link.is_receiver()) link.delivery_count = (initial_delivery_count ?? 0) >>> 0;
    link.on_attach(frame);
  };
  const detach = session.on_detach;
  session.on_detach = (frame) => {
    const { handle } = frame.performative;
    const link = session.remote.handles[handle];
    if (link === undefined) {
      throw new ProtocolViolation("amqp:session:unattached-handle", `a detach on handle ${handle}`);
    }
    detach.call(session, frame);
    delete session.remote.handles[handle];
    session.incoming.forget(link);
    if (link.peerCost !== undefined) wire.budget.removeLink(link.peerCost);
  };
}

function internal(link: Sender | Receiver): RheaLink {
  return link as unknown as RheaLink;
}

/** Names who is told of what happens on a link; undefined for nobody any more. */
export function setHooks(link: Sender | Receiver, hooks: LinkHooks | undefined): void {
  if (hooks === undefined) delete internal(link).hooks;
  else internal(link).hooks = hooks;
}

/** Whether a message of this link is held back, as a whole or in part. */
export function isHeldBack(link: Sender): boolean {
  return (internal(link).held ?? 0) > 0;
}

/** Whether the peer's session takes a message now, if the link has credit. */
export function hasWindow(link: Sender): boolean {
  return !internal(link).session.outgoing.isClosed;
}

/** How many messages the peer takes on a link now. Sending more than that is not allowed. */
export function availableCredit(link: Sender): number {
  const { credit, held = 0, session } = internal(link);
  return session.outgoing.isBlocked ? 0 : credit - held;
}

/**
 * Sends an encoded message on a link that has credit. Unless it is settled, the outcome comes with the
 * delivery returned, in which `owner` is found again.
 */
export function sendRaw(
  link: Sender,
  message: Buffer,
  settled: boolean,
  owner?: unknown,
): OutgoingDelivery | undefined {
  const target = internal(link);
  return target.session.outgoing.send(target, message, settled, owner);
}

/** Stops waiting for an outcome, which makes room for others. Returns true when the message is not sent, and will not be. */
export function forgetDelivery(link: Sender, delivery: OutgoingDelivery): boolean {
  return internal(link).session.outgoing.forget(delivery);
}

/** Forgets what a link that is gone has left: messages that wait, and deliveries that get no outcome any more. */
export function dropLink(link: Sender, unsettled: Iterable<OutgoingDelivery>): void {
  const target = internal(link);
  target.session.outgoing.dropLink(target, unsettled);
}

/** Lets the peer send so many messages more. */
export function addCredit(link: Receiver, credit: number): void {
  const target = internal(link);
  // Before the attach has gone out a flow would name a handle the peer does not know.
  if (!target.state.local_open || target.state.open_requests > 0 || target.session.state.open_requests > 0) {
    target.flow(credit);
    return;
  }
  target.credit += credit;
  if (target.credit > 0) target.session._write_flow(target);
}

/** Lets the peer send what it has, so many messages at most, and has it give back the credit that is left. */
export function addDrainedCredit(link: Receiver, credit: number): void {
  internal(link).drain = true;
  addCredit(link, credit);
}

/** Takes credit back, and returns how much. Messages the peer has sent meanwhile still come. */
export function revokeCredit(link: Receiver): number {
  const target = internal(link);
  const { credit } = target;
  if (credit <= 0) return 0;
  target.floor = Math.min(target.floor ?? 0, -credit);
  target.credit = 0;
  // A flow rhea has yet to write says the same.
  if (target.state.local_open && target.state.open_requests === 0) target.session._write_flow(target);
  return credit;
}

/** Names the largest message we take on a link the peer attaches; before the attach has gone out. */
export function announceMaxMessageSize(link: Receiver, bytes: number): void {
  internal(link).local.attach.max_message_size = bytes;
}

/** Asks the peer to use up or give back the credit of a link. False when there is none to take back. */
export function drainCredit(link: Receiver): boolean {
  const target = internal(link);
  if (!target.state.local_open || !target.state.remote_open || target.credit === 0) return false;
  target.drain = true;
  target.session._write_flow(target);
  return true;
}

/** Tells a peer that asked to have its credit used up that no more messages come. */
export function giveCreditBack(link: Sender): void {
  const target = internal(link);
  if (target.credit === 0 || target.held || target.session.outgoing.isBlocked) return;
  if (target.delivery_count + target.credit > 0xffff_ffff) {
    // rhea would count past the end of a serial number.
    target.delivery_count = (target.delivery_count + target.credit) >>> 0;
    target.credit = 0;
  }
  target._draining = true;
  target._drained = true;
  target.session._write_flow(target);
  target._draining = false;
}
