#!/usr/bin/env bash
# Software: rhea 3.0.5 (npm).
# Expected: AMQP 1.0, part 2, section 2.5.5 (session endpoint states): in the state END SENT, "the endpoint MAY receive
#   frames, but cannot send them". So a detach that the peer sent before it saw our end stays without an answer.
# Seen: rhea answers it on the channel that it has ended, where the frame belongs to no session.
#     sent: begin on channel 0, attach on channel 0, end on channel 0, detach on channel 0
set -euo pipefail

support=$(cd "$(dirname "${BASH_SOURCE[0]}")/support" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cp "$support/amqp-peer.mjs" .
timeout 120 npm install --no-audit --no-fund --silent rhea@3.0.5

cat >finding.mjs <<'JS'
import rhea from "rhea";
import { composite, listen, ushort } from "./amqp-peer.mjs";

const { port, accept } = await listen();
const container = rhea.create_container();
container.on("disconnected", () => {});
const connection = container.connect({ host: "127.0.0.1", port, reconnect: false });
const peer = await accept;
await peer.until("open");
peer.send(0, composite("open", "peer"));
const session = connection.create_session();
session.begin();
await peer.until("begin");
// channel of the other side, next-outgoing-id, incoming-window, outgoing-window
peer.send(0, composite("begin", ushort(0), 0, 100, 100));
session.open_receiver({ name: "link", source: "orders", credit_window: 0 });
await peer.until("attach");
// name, handle, role of a sender, settle modes left out, source, target, unsettled, incomplete-unsettled,
// initial-delivery-count
const termini = [composite("source", "orders"), composite("target")];
peer.send(0, composite("attach", "link", 0, false, null, null, ...termini, null, null, 0));
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
timeout 60 node finding.mjs
