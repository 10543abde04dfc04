#!/usr/bin/env bash
# Software: RabbitMQ 4.0.5 (Debian trixie, rabbitmq-server 4.0.5-6+deb13u2), seen by Qpid Proton 0.37.0.
# Expected: AMQP 1.0, part 2, section 2.7.5 (transfer): "An aborted message is implicitly settled". A later transfer of
#   a delivery than its first may be the one with settled=true, and even on a link of unsettled deliveries the field is
#   "false (or unset) on every transfer frame for a delivery (unless the delivery is aborted)". Proton sets it.
# Seen: RabbitMQ ends the session, and with it each of its links, for a delivery whose first transfer was not settled.
#     session ended: amqp:connection:framing-error: field 'settled' of continuation transfer (true) differs from
#     (interpreted) field 'settled' on first transfer (false)
# Needs root; see support/rabbitmq.sh.
set -euo pipefail
# shellcheck source=findings/support/rabbitmq.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/rabbitmq.sh"

with_rabbitmq <<'PYTHON'
import sys

import pika
from proton import Message
from proton.handlers import MessagingHandler
from proton.reactor import Container

channel = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1")).channel()
channel.queue_declare("orders", durable=True)

# A message of two data sections, cut between them.
FIRST = b"\x00\x53\x75\xa0\x0cfirst half, "


class Sender(MessagingHandler):
    delivery = None
    ended = None

    def on_start(self, event):
        connection = event.container.connect("amqp://127.0.0.1", allowed_mechs="ANONYMOUS", reconnect=False)
        self.sender = event.container.create_sender(connection, "/queues/orders")

    def on_sendable(self, event):
        if self.delivery:
            return
        self.delivery = self.sender.delivery("aborted")
        self.sender.stream(FIRST)
        # By then proton has written the first frame.
        event.container.schedule(1, self)

    def on_timer_task(self, event):
        self.delivery.abort()
        self.sender.send(Message(b"a whole message", inferred=True))

    def on_accepted(self, event):
        event.connection.close()

    def on_session_error(self, event):
        self.ended = event.session.remote_condition
        event.connection.close()


sender = Sender()
Container(sender).run()
if sender.ended is None:
    print("CHANGED: the session goes on after the aborted delivery")
    sys.exit(1)
print(f"session ended: {sender.ended.name}: {sender.ended.description}")
print("as stated: an aborted delivery ends the session")
PYTHON
