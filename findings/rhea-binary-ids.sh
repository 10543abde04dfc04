#!/usr/bin/env bash
# Software: rhea 3.0.5 (npm).
# Expected: AMQP 1.0, part 3, sections 3.2.11 to 3.2.14: a message-id is a ulong, a uuid, a binary or a string, and two
#   of different types or octets differ. A Buffer is what rhea reads and writes binaries as everywhere else.
# Seen: a Buffer that is a message-id or a correlation-id is written as a uuid, cut or filled up to 16 octets. Ids that
#   differ behind those become equal, and a binary id that rhea has read and gives back as correlation-id, as a reply
#   asks for, is another one.
#     0123456789abcdef-one: read as 0123456789abcdef
#     0123456789abcdef-two: read as 0123456789abcdef
#     a binary of 3 octets, given back: 16 octets
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm rhea@3.0.5 <<'JS'
import rhea from "rhea";

const { message, types } = rhea;
const passed = (fields) => message.decode(message.encode(fields));

const texts = ["0123456789abcdef-one", "0123456789abcdef-two"];
const read = texts.map((text) => passed({ message_id: Buffer.from(text) }).message_id.toString());
for (const [index, text] of texts.entries()) console.log(`${text}: read as ${read[index]}`);

const request = passed({ message_id: types.wrap_binary(Buffer.from("abc")) });
const reply = passed({ correlation_id: request.message_id });
console.log(
  `a binary of ${request.message_id.length} octets, given back: ${reply.correlation_id.length} octets`,
);

if (read[0] !== read[1] || request.message_id.length !== 3 || reply.correlation_id.length !== 16) {
  console.log("CHANGED: a Buffer is a binary id");
  process.exit(1);
}
console.log("as stated: a Buffer becomes a uuid");
JS
