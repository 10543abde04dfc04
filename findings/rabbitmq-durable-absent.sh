#!/usr/bin/env bash
# Software: RabbitMQ 4.0.5 (Debian trixie, rabbitmq-server 4.0.5-6+deb13u2).
# Expected: AMQP 1.0, part 3, section 3.2.1 (header): `durable` is false by default; only where the whole header is left
#   out a node may have defaults of its own. A sender that leaves the field out, as Qpid Proton does for false, sends a
#   message that need not survive.
# Seen: a message without the field is durable, with a header and without one: it is read so over AMQP 1.0, and has
#   delivery mode 2 over AMQP 0-9-1. `durable = False` of Proton is the same as `True`. The notes of release 4.2 tell of
#   another default, "complying with the AMQP 1.0 spec".
#     no header: durable True, delivery mode 2
#     a header with priority 3: durable True, delivery mode 2
#     a header with durable true: durable True, delivery mode 2
# Needs root; see support/rabbitmq.sh.
set -euo pipefail
# shellcheck source=findings/support/rabbitmq.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/rabbitmq.sh"

with_rabbitmq <<'PYTHON'
import sys

import pika
from proton import Message
from proton.utils import BlockingConnection

channel = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1")).channel()
channel.queue_declare("orders", durable=True)
connection = BlockingConnection("amqp://127.0.0.1", allowed_mechs="ANONYMOUS")
sender = connection.create_sender("/queues/orders", name="sender")

cases = {
    "no header": Message(b"order"),
    "a header with priority 3": Message(b"order", priority=3, durable=False),
    "a header with durable true": Message(b"order", durable=True),
}
seen = {what: [] for what in cases}
for what, message in cases.items():
    sender.send(message)
    _, properties, _ = channel.basic_get("orders", auto_ack=True)
    seen[what].append(properties.delivery_mode)
for message in cases.values():
    sender.send(message)
receiver = connection.create_receiver("/queues/orders", credit=len(cases), name="receiver")
for what in cases:
    seen[what].append(receiver.receive(30).durable)
    receiver.accept()
for what, (mode, durable) in seen.items():
    print(f"{what}: durable {durable}, delivery mode {mode}", flush=True)
if any(each != [2, True] for each in seen.values()):
    print("CHANGED: a message without the field is not durable")
    sys.exit(1)
print("as stated: a message without the field is durable")
PYTHON
