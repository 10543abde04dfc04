#!/usr/bin/env bash
# Software: rhea 3.0.5 (npm).
# Expected: AMQP 1.0, part 2, section 2.5.5 (session endpoint states): in the state END SENT, "the endpoint MAY receive
#   frames, but cannot send them". So a detach that the peer sent before it saw our end stays without an answer.
# Seen: rhea answers it on the channel that it has ended, where the frame belongs to no session.
#     sent: begin on channel 0, attach on channel 0, end on channel 0, detach on channel 0
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm rhea@3.0.5 <<'JS'
import rhea from "rhea";
import { attach, begin, composite, connect } from "./amqp-peer.mjs";

const { peer, session } = await connect(rhea.create_container());
peer.send(0, begin);
session.open_receiver({ name: "link", source: "orders", credit_window: 0 });
await peer.until("attach");
peer.send(0, attach);
await new Promise((resolve) => session.once("receiver_open", resolve));

session.close();
await peer.until("end");
// As if it had crossed the end: handle, closed.
peer.send(0, composite("detach", 0, true));
const isAnswered = await peer.until("detach");
console.log(`sent: ${peer.frames.slice(1).join(", ")}`);
peer.end();
if (!isAnswered) {
  console.log("CHANGED: nothing is sent in a session that is ended");
  process.exit(1);
}
console.log("as stated: a detach is sent after the end");
JS
