import { ProtocolViolation } from "../codec/violation.js";
import type { BeginFrame, RheaSession } from "./rhea-members.js";
import { Session, type SessionContext } from "./session.js";
import type { PeerOpen } from "./terms.js";

/** The connection as its sessions see it. */
export interface SessionsContext extends SessionContext {
  readonly maxSessions: number;
  /** The peer's own account of itself. */
  readonly peer: PeerOpen | undefined;
  /** @param channel whose the session is to be; the lowest that is free when left out */
  createSession(channel?: number): RheaSession;
}

/** The sessions of a connection. */
export class SessionTable {
  readonly #context: SessionsContext;
  readonly #byChannel = new Map<number, Session>();
  readonly #byPeerChannel = new Map<number, Session>();
  /** The sessions by the channels of the peer. */
  readonly byPeerChannel: ReadonlyMap<number, Session> = this.#byPeerChannel;
  #nextChannel = 0;

  constructor(context: SessionsContext) {
    this.#context = context;
  }

  /** Begins a session of ours. @throws {Error} we, or the peer, take no more. */
  begin(): Session {
    this.#limit();
    const session = this.#add(this.#context.createSession(this.#freeChannel()));
    session.begin();
    return session;
  }

  /** The peer begins a session, or answers: finds which it is. */
  begun({ channel, performative }: BeginFrame): RheaSession {
    const { remote_channel: answered } = performative;
    const isAnswer = typeof answered === "number";
    const { peerMayAttach, maxSessions, budget } = this.#context;
    if (!isAnswer && !peerMayAttach) throw notAllowed("a session nobody asked for");
    if (channel >= maxSessions) {
      throw new ProtocolViolation("amqp:connection:framing-error", `channel ${channel} is too high`);
    }
    // The channel of a session that the peer has ended is free; that one is forgotten a turn later.
    if (this.#byPeerChannel.get(channel)?.isOpenThere) {
      throw notAllowed(`channel ${channel} has a session already`);
    }
    if (!isAnswer) this.#limit();
    const session = isAnswer ? this.#byChannel.get(answered) : this.#add(this.#context.createSession());
    if (session === undefined) {
      throw new ProtocolViolation("amqp:illegal-state", `an answer to no session, on channel ${answered}`);
    }
    if (!isAnswer) {
      session.cost = this.#context.frameCost;
      budget.keep(session.cost);
    }
    session.peerChannel = channel;
    this.#byPeerChannel.set(channel, session);
    return session.rhea;
  }

  /** Gives up what has come of unfinished messages, on a connection that is gone. */
  forgetParts(): void {
    for (const session of this.#byChannel.values()) session.forgetParts();
  }

  #limit(): void {
    if (this.#byChannel.size < this.#context.maxSessions) return;
    throw new ProtocolViolation("amqp:resource-limit-exceeded", "too many sessions");
  }

  #add(rhea: RheaSession): Session {
    const session = new Session(rhea, this.#context);
    this.#byChannel.set(session.channel, session);
    return session;
  }

  /** A session is over. */
  removed(session: Session): void {
    this.#byChannel.delete(session.channel);
    this.#context.budget.forget(session.cost);
    const { peerChannel } = session;
    if (peerChannel === undefined || this.#byPeerChannel.get(peerChannel) !== session) return;
    this.#byPeerChannel.delete(peerChannel);
  }

  /** One channel after another: RabbitMQ 4.0 loses a `begin` on the channel of a session that has just ended. */
  #freeChannel(): number {
    const count = Math.min(this.#context.peer?.channel_max ?? 65_535, 65_535) + 1;
    for (let tried = 0; tried < count; tried++) {
      const channel = this.#nextChannel % count;
      this.#nextChannel = channel + 1;
      if (!this.#byChannel.has(channel)) return channel;
    }
    throw new Error(`the peer takes no more than ${count} sessions`);
  }
}

function notAllowed(message: string): ProtocolViolation {
  return new ProtocolViolation("amqp:not-allowed", message);
}
