#!/usr/bin/env bash
# Software: rhea 3.0.5 (npm).
# Expected: AMQP 1.0, part 2, section 2.5.5 (session endpoint states): after its end an endpoint "MAY receive frames,
#   but cannot send them". A session that is closed before the peer's begin has come is closed: that begin was on its
#   way, and only the peer's end is waited for. The same holds for a link, its detach and the peer's attach.
# Seen: the late begin opens the session once more. is_open() is true again, session_open is raised for a session that
#   the program has closed, and a second begin is sent. A late attach does the same to a link.
#     sent: begin on channel 0, end on channel 0, begin on channel 0
#     session_open, is_open() true
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm rhea@3.0.5 <<'JS'
import rhea from "rhea";
import * as peers from "./amqp-peer.mjs";

// A connection that is open, the peer at its other end, and what is raised there.
async function connect() {
  const container = rhea.create_container();
  const events = [];
  container.on("session_open", ({ session }) => events.push(`session_open, is_open() ${session.is_open()}`));
  container.on("receiver_open", ({ receiver }) => events.push(`receiver_open, is_open() ${receiver.is_open()}`));
  return { ...(await peers.connect(container)), events };
}

// Tells whether the closed endpoint was opened again.
function report(peer, events, answer) {
  const sent = peer.frames.slice(1);
  const raised = events.filter((event) => event.startsWith(answer));
  console.log(`sent: ${sent.join(", ")}`);
  for (const event of raised) console.log(event);
  peer.end();
  return raised.length === 1 && raised[0].endsWith("true");
}

async function lateBegin() {
  const { peer, session, events } = await connect();
  session.close();
  await peer.until("end");
  peer.send(0, peers.begin);
  const isSaid = await peer.until("begin", 2);
  return report(peer, events, "session_open") && isSaid;
}

async function lateAttach() {
  const { peer, session, events } = await connect();
  peer.send(0, peers.begin);
  const receiver = session.open_receiver({ name: "link", source: "orders", credit_window: 0 });
  await peer.until("attach");
  receiver.close();
  await peer.until("detach");
  peer.send(0, peers.attach);
  const isSaid = await peer.until("attach", 2);
  return report(peer, events, "receiver_open") && isSaid;
}

console.log("begin answered after the end:");
const isSession = await lateBegin();
console.log("attach answered after the detach:");
const isLink = await lateAttach();
if (!isSession || !isLink) {
  console.log("CHANGED: what is closed stays closed");
  process.exit(1);
}
console.log("as stated: a late answer opens once more what was closed");
JS
