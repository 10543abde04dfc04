#!/usr/bin/env bash
# Software: rhea 3.0.5 (npm).
# Expected: AMQP 1.0, part 2, section 2.6.7 (flow control): credit is that of one link; it bounds how many messages that
#   link may send. Section 2.5.6 (session flow control) bounds all links of a session, and there is room here.
# Seen: a message that was given to a sender without credit holds back what is given later to every other sender of the
#   session, whatever credit they have, until that link gets some. sendable() is true for them all the while.
#     second has credit: arrived second
#     first was given a message without credit, second another (sendable() true): arrived second
#     first has credit: arrived second, first, second
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm rhea@3.0.5 <<'JS'
import { once } from "node:events";
import rhea from "rhea";

// The receivers give credit only where the program says so.
const server = rhea.create_container();
const receivers = new Map();
const arrived = [];
server.on("receiver_open", ({ receiver }) => receivers.set(receiver.target.address, receiver));
server.on("message", ({ receiver }) => arrived.push(receiver.target.address));
const listener = server.listen({ port: 0, host: "127.0.0.1", receiver_options: { credit_window: 0 } });
await once(listener, "listening");

const client = rhea.create_container();
const connection = client.connect({ port: listener.address().port, host: "127.0.0.1", reconnect: false });
const [first, second] = ["first", "second"].map((address) => connection.open_sender(address));
await once(second, "sender_open");

// Waits until what was sent before has been read: a session that opens afterwards is answered afterwards.
async function settled() {
  const session = connection.create_session();
  session.begin();
  await once(session, "session_open");
  session.close();
  await once(session, "session_close");
}

async function give(address, credit) {
  const sender = address === "first" ? first : second;
  receivers.get(address).add_credit(credit);
  await once(sender, "sendable");
}

const seen = [];
const tell = (what) => {
  seen.push(arrived.join(", "));
  console.log(`${what}: arrived ${seen.at(-1)}`);
};
await give("second", 10);
second.send({ body: 1 });
await settled();
tell("second has credit");
first.send({ body: 2 });
second.send({ body: 3 });
await settled();
tell(`first was given a message without credit, second another (sendable() ${second.sendable()})`);
await give("first", 1);
await settled();
tell("first has credit");
connection.close();
listener.close();
if (seen.join("; ") !== "second; second; second, first, second") {
  console.log("CHANGED: a sender with credit does not wait for one without");
  process.exit(1);
}
console.log("as stated: a sender with credit waits for one without");
JS
