#!/usr/bin/env bash
# Software: RabbitMQ 4.0.5 (Debian trixie, rabbitmq-server 4.0.5-6+deb13u2).
# Expected: AMQP 1.0, part 3, section 3.5.3: the filters in the answer to an attach are those that are in place, and the
#   receiver has only them to see whether its own were understood. By 3.5.8 a filter has any name; what it is, its
#   descriptor tells.
# Seen: the filter rabbitmq:stream-offset-spec is heeded if its value is a string and its name is its descriptor. The
#   same word as a symbol, or by another name, is answered as if it were in place, and the link begins after what is
#   there.
#     string: answered, 3 of 3 messages
#     symbol: answered, 0 of 3 messages
#     string, the filter has another name: answered, 0 of 3 messages
# Needs root; see support/rabbitmq.sh.
set -euo pipefail
# shellcheck source=findings/support/rabbitmq.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/rabbitmq.sh"

with_rabbitmq <<'PYTHON'
import sys

import pika
from proton import Described, symbol
from proton.handlers import MessagingHandler
from proton.reactor import Container, Filter

SPEC = symbol("rabbitmq:stream-offset-spec")
MESSAGES = 3

channel = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1")).channel()
channel.queue_declare("events", durable=True, arguments={"x-queue-type": "stream"})
channel.confirm_delivery()
for number in range(MESSAGES):
    channel.basic_publish("", "events", f"event {number}".encode())


class Receiver(MessagingHandler):
    """Counts what is there before the message that it sends itself."""

    def __init__(self, name, value):
        super().__init__(prefetch=0)
        self.name = name
        self.filter = Filter({name: Described(SPEC, value)})
        self.before = 0

    def on_start(self, event):
        self.connection = event.container.connect(
            "amqp://127.0.0.1", allowed_mechs="ANONYMOUS", reconnect=False
        )
        self.receiver = event.container.create_receiver(
            self.connection, "/queues/events", options=self.filter
        )

    def on_link_opened(self, event):
        if event.link == self.receiver:
            answered = event.link.remote_source.filter
            answered.rewind()
            self.answered = bool(answered.next()) and self.name in answered.get_object()
            channel.basic_publish("", "events", b"the last")
            event.link.flow(100)

    def on_message(self, event):
        body = event.message.body
        if bytes(body) == b"the last":
            self.connection.close()
        else:
            self.before += 1


changed = False
cases = [
    ("string", SPEC, "first", MESSAGES),
    ("symbol", SPEC, symbol("first"), 0),
    ("string, the filter has another name", symbol("start"), "first", 0),
]
for what, name, value, stated in cases:
    receiver = Receiver(name, value)
    Container(receiver).run()
    print(
        f"{what}: {'answered' if receiver.answered else 'not answered'}, "
        f"{receiver.before} of {MESSAGES} messages",
        flush=True,
    )
    changed = changed or not receiver.answered or receiver.before != stated
if changed:
    print("CHANGED: an offset of another form is heeded, or missing in the answer")
    sys.exit(1)
print("as stated: an offset of another form is answered and not heeded")
PYTHON
