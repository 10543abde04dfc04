import type { Flow } from "../codec/performatives.js";
import { ProtocolViolation } from "../codec/violation.js";
import type { RheaLink, RheaSession } from "./rhea-internals.js";

/** Takes a peer's flow: its window, its credit, and what it wants done with ours. */
export function onFlow(session: RheaSession, flow: Flow): void {
  if (session.outgoing.onFlow(flow)) {
    for (const name in session.links) {
      const waiting = session.links[name];
      waiting?.hooks?.credit?.(waiting.peerDrains ?? false);
    }
  }
  const { handle } = flow;
  const link = handle === undefined ? undefined : session.remote.handles[handle];
  if (handle !== undefined && link === undefined) {
    throw new ProtocolViolation("amqp:session:unattached-handle", `a flow on handle ${handle}`);
  }
  if (link?.is_receiver()) senderFlowed(link, flow);
  else if (link !== undefined) receiverFlowed(link, flow);
  if (flow.echo) session._write_flow(link !== undefined && link.credit < 0 ? undefined : link);
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
  if (link.credit > 0 || flow.drain) link.hooks?.credit?.(flow.drain);
}
