#!/usr/bin/env bash
# Software: RabbitMQ 4.0.5 (Debian trixie, rabbitmq-server 4.0.5-6+deb13u2).
# Expected: AMQP 1.0, part 2, section 2.7.5 (transfer), of the field aborted: "Aborted messages SHOULD be discarded by
#   the recipient (any payload within the frame carrying the performative MUST be ignored)".
# Seen: after a transfer with more=true and half of a message, one with aborted=true makes RabbitMQ take the half for
#   the whole: it is in the queue and is delivered.
#     delivered: b'first half, '
#     delivered: b'a whole message'
# Needs root; see support/rabbitmq.sh.
set -euo pipefail
# shellcheck source=findings/support/rabbitmq.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/rabbitmq.sh"

with_rabbitmq <<'PYTHON'
import socket
import struct
import sys
import time

import pika

QUEUE = "orders"
OPEN, BEGIN, ATTACH, TRANSFER = 0x10, 0x11, 0x12, 0x14
TARGET, SOURCE, SASL_INIT, DATA = 0x29, 0x28, 0x41, b"\x00\x53\x75"


def encode(value):
    if value is None:
        return b"\x40"
    if value is True or value is False:
        return b"\x41" if value else b"\x42"
    if isinstance(value, int):
        return b"\x70" + struct.pack(">I", value)
    if isinstance(value, str):
        return b"\xa1" + bytes([len(value)]) + value.encode()
    # Already encoded.
    return value


def described(code, *fields):
    body = b"".join(encode(field) for field in fields)
    return b"\x00\x53" + bytes([code, 0xD0]) + struct.pack(">II", len(body) + 4, len(fields)) + body


def binary(value):
    return b"\xa0" + bytes([len(value)]) + value


def symbol(value):
    return b"\xa3" + bytes([len(value)]) + value


class Connection:
    def __init__(self):
        self.socket = socket.create_connection(("127.0.0.1", 5672), timeout=10)

    def header(self, protocol):
        header = b"AMQP" + bytes([protocol, 1, 0, 0])
        self.socket.sendall(header)
        assert self.read(8) == header

    def send(self, performative, payload=b"", kind=0):
        body = performative + payload
        self.socket.sendall(struct.pack(">IBBH", len(body) + 8, 2, kind, 0) + body)

    def read(self, size):
        data = b""
        while len(data) < size:
            more = self.socket.recv(size - len(data))
            assert more, "the connection was closed"
            data += more
        return data

    def until(self, code):
        while True:
            (size,) = struct.unpack(">I", self.read(4))
            frame = self.read(size - 4)
            # After the rest of the frame's header, and the \x00\x53 of a descriptor.
            if len(frame) > 6 and frame[6] == code:
                return frame


channel = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1")).channel()
channel.queue_declare(QUEUE, durable=True)

peer = Connection()
peer.header(3)
peer.send(described(SASL_INIT, symbol(b"ANONYMOUS")), kind=1)
peer.until(0x44)  # sasl-outcome
peer.header(0)
peer.send(described(OPEN, "sender"))
peer.send(described(BEGIN, None, 0, 100, 100))
target = described(TARGET, f"/queues/{QUEUE}")
# name, handle, role of a sender, settle modes mixed and first, source, target, unsettled, incomplete-unsettled,
# initial-delivery-count
peer.send(
    described(ATTACH, "link", 0, False, b"\x50\x02", b"\x50\x00", described(SOURCE, "here"), target, None, None, 0)
)
peer.until(0x13)  # flow, with credit


def transfer(delivery, payload, more=False, aborted=False):
    # handle, delivery-id, delivery-tag, message-format, settled, more, rcv-settle-mode, state, resume, aborted
    tag = binary(b"tag%d" % delivery)
    fields = [0, delivery, tag, 0, None, more, None, None, False, aborted]
    print(f"sent: transfer delivery-id={delivery} more={more} aborted={aborted} payload={payload}")
    peer.send(described(TRANSFER, *fields), payload)


# A message of two data sections, cut between them: the half is well-formed.
transfer(0, DATA + binary(b"first half, "), more=True)
transfer(0, b"", aborted=True)
transfer(1, DATA + binary(b"a whole message"))

bodies = []
deadline = time.monotonic() + 20
while b"a whole message" not in bodies and time.monotonic() < deadline:
    method, _, body = channel.basic_get(QUEUE, auto_ack=True)
    if method is None:
        time.sleep(0.1)
        continue
    print("delivered:", body)
    bodies.append(body)
if bodies != [b"first half, ", b"a whole message"]:
    print("CHANGED: not the aborted message and the whole one were delivered, but", bodies)
    sys.exit(1)
print("as stated: the aborted message was delivered")
PYTHON
