#!/usr/bin/env bash
# Software: RabbitMQ 4.0.5 (Debian trixie, rabbitmq-server 4.0.5-6+deb13u2).
# Expected: AMQP 1.0, part 3, section 3.4.4 (released): "The message is unchanged at the node (i.e., the delivery-count
#   of the header of the released message MUST NOT be incremented)". So a message may be given back as often as one
#   likes: no delivery has failed.
# Seen: on a quorum queue each released counts towards the delivery limit, 20 by default. After 21 deliveries the
#   message is gone from the queue. The header's delivery-count stays 0; only RabbitMQ's annotation
#   x-delivery-count tells.
#     delivered 21 times, delivery-count at most 0, x-delivery-count at most 20, left in the queue: 0
# Needs root; see support/rabbitmq.sh.
set -euo pipefail
# shellcheck source=findings/support/rabbitmq.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/rabbitmq.sh"

with_rabbitmq <<'PYTHON'
import sys

import pika
from proton import Delivery
from proton.handlers import MessagingHandler
from proton.reactor import Container

channel = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1")).channel()
channel.queue_declare("orders", durable=True, arguments={"x-queue-type": "quorum"})
channel.confirm_delivery()
channel.basic_publish("", "orders", b"an order")

AT_MOST = 50
QUIET_SECONDS = 5


class Receiver(MessagingHandler):
    counts = []
    annotated = []
    timer = None

    def __init__(self):
        super().__init__(prefetch=0, auto_accept=False)

    def on_start(self, event):
        self.connection = event.container.connect(
            "amqp://127.0.0.1", allowed_mechs="ANONYMOUS", reconnect=False
        )
        self.receiver = event.container.create_receiver(self.connection, "/queues/orders")
        self.receiver.flow(1)
        self.wait(event)

    def on_message(self, event):
        self.counts.append(event.message.delivery_count)
        self.annotated.append((event.message.annotations or {}).get("x-delivery-count", 0))
        event.delivery.update(Delivery.RELEASED)
        event.delivery.settle()
        if len(self.counts) == AT_MOST:
            self.connection.close()
            return
        self.receiver.flow(1)
        self.wait(event)

    def wait(self, event):
        if self.timer:
            self.timer.cancel()
        self.timer = event.container.schedule(QUIET_SECONDS, self)

    def on_timer_task(self, event):
        self.connection.close()


receiver = Receiver()
Container(receiver).run()
counts = receiver.counts
left = channel.queue_declare("orders", passive=True).method.message_count
print(
    f"delivered {len(counts)} times, delivery-count at most {max(counts)}, "
    f"x-delivery-count at most {max(receiver.annotated)}, left in the queue: {left}"
)
if len(counts) != 21 or max(counts) != 0 or left != 0:
    print("CHANGED: the message is kept, or its delivery-count moves")
    sys.exit(1)
print("as stated: released counts towards the delivery limit, and its delivery-count does not tell")
PYTHON
