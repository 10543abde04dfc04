import type { Flow } from "../codec/performatives.js";
import { ProtocolViolation } from "../codec/violation.js";
import type { RheaLink, RheaSession } from "./rhea-internals.js";

/** Takes a peer's flow: its window, its credit, and what it wants done with ours. */
export function onFlow(session: RheaSession, flow: Flow): void {
  // It was under way as we ended the session: neither a message nor an answer may follow our `end`.
  if (!session.state.local_open) return;
  const { handle } = flow;
  const link = handle === undefined ? undefined : session.remote.handles[handle];
  if (handle !== undefined && link === undefined) {
    throw new ProtocolViolation("amqp:session:unattached-handle", `a flow on handle ${handle}`);
  }
  const isOurs = link !== undefined && !link.is_receiver();
  if (isOurs) receiverFlowed(link, flow);
  if (session.outgoing.onFlow(flow)) {
    for (const name in session.links) {
      const waiting = session.links[name];
      waiting?.hooks?.credit?.(waiting.peerDrains ?? false);
    }
  }
  if (isOurs && (link.credit > 0 || flow.drain)) link.hooks?.credit?.(flow.drain);
  else if (link !== undefined && !isOurs) senderFlowed(link, flow);
  if (flow.echo) session._write_flow(canBeNamed(link) ? link : undefined);
}

/** Whether a flow of ours may tell of a link: not after our detach, nor with the credit that we have taken back. */
function canBeNamed(link: RheaLink | undefined): boolean {
  return link?.state.local_open === true && link.credit >= 0;
}

/** The peer sends on this link: it may have given credit back. */
function senderFlowed(link: RheaLink, flow: Flow): void {
  const skipped = ((flow.deliveryCount ?? link.delivery_count) - link.delivery_count) | 0;
  if (skipped > 0) {
    link.delivery_count = (flow.deliveryCount ?? 0) >>> 0;
    link.credit = Math.max(0, link.credit - skipped);
  }
  if (link.credit === 0 && (flow.drain || skipped > 0)) link.hooks?.drained?.();
}

/** The peer receives on this link: what it has not seen yet counts against the credit it gives. */
function receiverFlowed(link: RheaLink, flow: Flow): void {
  const underWay = (link.delivery_count - (flow.deliveryCount ?? 0)) >>> 0;
  const credit = Math.max(0, (flow.linkCredit ?? 0) - underWay);
  link.credit = link.state.local_open ? credit : 0;
  link.peerDrains = flow.drain;
}
