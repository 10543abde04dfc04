#!/usr/bin/env bash
# Software: RabbitMQ 4.0.5 (Debian trixie, rabbitmq-server 4.0.5-6+deb13u2).
# Expected: AMQP 1.0, part 3, section 3.2.1 (header, ttl): a message that an intermediary got with a ttl it sends on
#   with what is left of it ("the reduced ttl"), so that messages in a loop "will eventually die".
# Seen: the ttl that was sent arrives, however long the message has been in a queue, classic or quorum. A receiver that
#   is to know how long the message is still of use, or hands it on, starts the time anew.
#     classic, after 3 s in the queue: ttl 20 s
#     quorum, after 3 s in the queue: ttl 20 s
# Needs root; see support/rabbitmq.sh.
set -euo pipefail
# shellcheck source=findings/support/rabbitmq.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/rabbitmq.sh"

with_rabbitmq <<'PYTHON'
import sys
import time

import pika
from proton import Message
from proton.utils import BlockingConnection

TTL = 20
SECONDS = 3
KINDS = ["classic", "quorum"]

channel = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1")).channel()
connection = BlockingConnection("amqp://127.0.0.1", allowed_mechs="ANONYMOUS")
for kind in KINDS:
    channel.queue_declare(kind, durable=True, arguments={"x-queue-type": kind})
    sender = connection.create_sender(f"/queues/{kind}", name=f"to {kind}")
    sender.send(Message(b"order", ttl=TTL))
time.sleep(SECONDS)
seen = []
for kind in KINDS:
    receiver = connection.create_receiver(f"/queues/{kind}", credit=1, name=f"from {kind}")
    seen.append(receiver.receive(30).ttl)
    receiver.accept()
    print(f"{kind}, after {SECONDS} s in the queue: ttl {seen[-1]:g} s", flush=True)
if any(ttl != TTL for ttl in seen):
    print("CHANGED: the time in the queue is taken off the ttl")
    sys.exit(1)
print("as stated: the ttl is that of the sender")
PYTHON
