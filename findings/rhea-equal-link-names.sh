#!/usr/bin/env bash
# Software: rhea 3.0.5 (npm).
# Expected: AMQP 1.0, part 2, section 2.6.1 (naming a link): "Link names MUST uniquely identify the link amongst all
#   links of the same direction between the two participating containers". So a sender and a receiver may share one.
# Seen: a session of rhea keeps its links by their names alone, and attaches only the one that was opened last. The
#   other is never attached, and no event tells of it.
#     sender, then receiver: 2 attached with two names, 1 with one name
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm rhea@3.0.5 <<'JS'
import rhea from "rhea";
import { begin, connect } from "./amqp-peer.mjs";

const openers = {
  sender: (session, name) => session.open_sender({ name, target: "orders" }),
  receiver: (session, name) => session.open_receiver({ name, source: "orders", credit_window: 0 }),
};

// Opens links in one session, and tells how many attaches came before the session's end.
async function attaches(links) {
  const { peer, session } = await connect(rhea.create_container());
  peer.send(0, begin);
  for (const [kind, name] of links) openers[kind](session, name);
  await peer.until("attach");
  session.close();
  await peer.until("end");
  peer.end();
  return peer.frames.filter((frame) => frame.startsWith("attach")).length;
}

let changed = false;
for (const [first, second] of [
  ["sender", "receiver"],
  ["receiver", "sender"],
]) {
  const unlike = await attaches([
    [first, "one"],
    [second, "two"],
  ]);
  const alike = await attaches([
    [first, "link"],
    [second, "link"],
  ]);
  console.log(`${first}, then ${second}: ${unlike} attached with two names, ${alike} with one name`);
  if (unlike !== 2 || alike !== 1) changed = true;
}
if (changed) {
  console.log("CHANGED: a sender and a receiver may have one name");
  process.exit(1);
}
console.log("as stated: of two links with one name only one is attached");
JS
