"""A small AMQP 1.0 intermediary on Qpid Proton that keeps the bytes of every message it forwards.

It stands between two Python peers while their messages are recorded (capture.py), so that the recorded bytes
owe nothing to the code they are later compared with. Addresses that hold "multicast" or begin with "broadcast"
are copied to all receivers; others are queues whose receivers take turns. It accepts what it is sent at once.
It is no router for anything else.
"""
import collections
import threading
import uuid

from proton import Delivery, Handler
from proton.handlers import FlowController, Handshaker
from proton.reactor import Container


class Relay(Handler):
    def __init__(self, record):
        self.handlers = [Handshaker(), FlowController(100)]
        self._record = record
        self._receivers = collections.defaultdict(collections.deque)
        self._queues = collections.defaultdict(collections.deque)
        self._listening = threading.Event()
        self._partial = {}
        self._tags = 0

    def start(self, port):
        """Listens on the loopback interface, in a thread of its own."""
        def run():
            container = Container(self)
            container.listen("127.0.0.1:%d" % port)
            self._listening.set()
            container.run()
        threading.Thread(target=run, daemon=True).start()
        self._listening.wait()

    def on_connection_remote_open(self, event):
        event.connection.properties = {"product": "capture-relay"}

    def on_link_remote_open(self, event):
        link = event.link
        link.source.copy(link.remote_source)
        link.target.copy(link.remote_target)
        link.snd_settle_mode = link.remote_snd_settle_mode
        if link.is_sender:
            if link.remote_source.dynamic:
                link.source.address = "reply/" + uuid.uuid4().hex
            self._receivers[link.source.address].append(link)
        link.open()

    def on_link_flow(self, event):
        if event.link.is_sender:
            self._drain(event.link.source.address)

    def on_delivery(self, event):
        delivery, link = event.delivery, event.link
        if link.is_sender:
            if delivery.updated and delivery.remote_state:
                delivery.settle()
            return
        if not delivery.readable:
            return
        key = (link.name, delivery.tag)
        self._partial[key] = self._partial.get(key, b"") + (link.recv(delivery.pending) or b"")
        if delivery.partial:
            return
        content = self._partial.pop(key)
        address = link.target.address
        self._record(address, content, delivery.settled)
        settled = delivery.settled
        link.advance()
        if not settled:
            delivery.update(Delivery.ACCEPTED)
        delivery.settle()
        if "multicast" in address or address.startswith("broadcast"):
            for receiver in self._receivers[address]:
                self._forward(receiver, content)
        else:
            self._queues[address].append(content)
            self._drain(address)

    def _drain(self, address):
        queue, receivers = self._queues[address], self._receivers[address]
        for _turn in range(len(receivers)):
            while queue and receivers[0].credit > 0:
                self._forward(receivers[0], queue.popleft())
                receivers.rotate(-1)
            receivers.rotate(-1)

    def _forward(self, receiver, content):
        self._tags += 1
        receiver.delivery(str(self._tags))
        receiver.stream(content)
        receiver.advance()
