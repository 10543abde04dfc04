import { ProtocolViolation } from "../codec/violation.js";
import type { RheaConnection, RheaSession } from "./rhea-internals.js";
import { prepareSession, type SessionWire } from "./rhea-session.js";

/** What the sessions of a connection need of it. */
export interface SessionsContext extends SessionWire {
  readonly maxSessions: number;
}

/** Puts our book of sessions, and our halves of each, in the place of rhea's. */
export function prepareSessions(rhea: RheaConnection, context: SessionsContext): void {
  const { peerMayAttach, maxSessions, budget } = context;
  const create = rhea.create_session;
  const remove = rhea.remove_session;
  const begin = rhea.on_begin;
  const renumber = channelsInTurn(rhea);
  /** What each open session is counted with. */
  const costs = new Map<RheaSession, number>();
  rhea.create_session = (bufferSize) => {
    if (costs.size >= maxSessions) {
      throw new ProtocolViolation("amqp:resource-limit-exceeded", "too many sessions");
    }
    const session = create.call(rhea, bufferSize);
    if (!peerMayAttach) renumber(session);
    costs.set(session, 0);
    prepareSession(session, context);
    return session;
  };
  rhea.on_begin = (frame) => {
    const answers = typeof frame.performative.remote_channel === "number";
    if (!answers && !peerMayAttach) {
      throw new ProtocolViolation("amqp:not-allowed", "a session nobody asked for");
    }
    if (frame.channel >= maxSessions) {
      throw new ProtocolViolation("amqp:connection:framing-error", `channel ${frame.channel} is too high`);
    }
    // The channel of a session that the peer has ended is free; rhea forgets that one a turn later.
    if (rhea.remote_channel_map[frame.channel]?.state.remote_open) {
      throw new ProtocolViolation("amqp:not-allowed", `channel ${frame.channel} has a session already`);
    }
    begin.call(rhea, frame);
    const session = rhea.remote_channel_map[frame.channel];
    if (session === undefined || answers) return;
    const cost = context.frameCost();
    costs.set(session, cost);
    budget.keep(cost);
  };
  rhea.remove_session = (session) => {
    const cost = costs.get(session);
    if (cost !== undefined) {
      costs.delete(session);
      budget.forget(cost);
      for (const link of Object.values(session.remote.handles)) {
        if (link === undefined) continue;
        session.incoming.forget(link);
        if (link.peerCost !== undefined) budget.removeLink(link.peerCost);
      }
    }
    remove.call(rhea, session);
  };
}

/** Gives up what has come of unfinished messages, on a connection that is gone. */
export function forgetParts(rhea: RheaConnection): void {
  for (const session of Object.values(rhea.remote_channel_map)) {
    for (const link of Object.values(session?.remote.handles ?? {})) {
      if (link !== undefined) session?.incoming.forget(link);
    }
  }
}

/**
 * Gives sessions of ours one channel after another, where rhea takes the lowest that is free: RabbitMQ 4.0 loses a
 * `begin` on the channel of a session that has just ended.
 */
function channelsInTurn(rhea: RheaConnection): (session: RheaSession) => void {
  let next = 0;
  return (session) => {
    const { local_channel_map: taken, remote } = rhea;
    const count = Math.min(remote.open?.channel_max ?? 65_535, 65_535) + 1;
    delete taken[session.local.channel];
    for (let tried = 0; tried < count; tried++) {
      next = next % count;
      const channel = next++;
      if (taken[channel] !== undefined) continue;
      session.local.channel = channel;
      taken[channel] = session;
      return;
    }
    throw new Error(`the peer takes no more than ${count} sessions`);
  };
}
