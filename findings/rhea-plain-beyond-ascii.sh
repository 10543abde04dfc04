#!/usr/bin/env bash
# Software: rhea 3.0.5 (npm).
# Expected: RFC 4616 (PLAIN): user name and password are UTF-8, each whole.
# Seen: room is made for as many octets as the texts have UTF-16 units. Of a name or a password with letters beyond
#   ASCII the end is cut off, so that a login with the right ones is refused.
#     user, password: the server is given "user", "password"
#     jürgen, password: the server is given "jürge", "password"
#     user, schlüssel: the server is given "user", "schlüsse"
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm rhea@3.0.5 <<'JS'
import { once } from "node:events";
import rhea from "rhea";

const given = [];
const container = rhea.create_container();
container.sasl_server_mechanisms.enable_plain((username, password) => {
  given.push(`"${username}", "${password}"`);
  return true;
});
const server = container.listen({ port: 0, host: "127.0.0.1" });
await once(server, "listening");

const cases = [
  ["user", "password", '"user", "password"'],
  ["jürgen", "password", '"jürge", "password"'],
  ["user", "schlüssel", '"user", "schlüsse"'],
];
let isStated = true;
for (const [username, password, stated] of cases) {
  const { port } = server.address();
  const connection = rhea
    .create_container()
    .connect({ port, host: "127.0.0.1", username, password, reconnect: false });
  await once(connection, "connection_open");
  connection.close();
  await once(connection, "connection_close");
  const seen = given.pop();
  console.log(`${username}, ${password}: the server is given ${seen}`);
  isStated &&= seen === stated;
}
server.close();
if (!isStated) {
  console.log("CHANGED: letters beyond ASCII are sent whole");
  process.exit(1);
}
console.log("as stated: a name or a password with letters beyond ASCII is cut");
JS
