"""Both sides of the generated package `orders`, driven by JSON lines on standard input.

    {"id": 1, "op": "client", "method": "place", "kwargs": {...}, "prepare": {...}, "validate": false, "cast": true}
    {"id": 2, "op": "notify", "payload": {...}, "priority": "error", "validate": false}

Answers are those of client.py; `sent` stands for a notification. The server `PythonOrders` reports
{"event": "called", "method": ..., "args": {...}}, the listener {"event": "received", "payload": {...}}.
"""
import decimal
import json
import sys

import oslo_messaging

import client
import orders
import peer


class Orders(orders.OrdersEndpoint):
    def place(self, ctxt, order, from_, priority=5, note=orders.UNSET, express=None):
        called("place", order=order, from_=from_, priority=priority, express=express,
               note="unset" if note is orders.UNSET else note)
        if order["amount"] > 100:
            raise orders.SoldOut("only 100", left=100)
        if order["amount"] == 99:
            return {"order": order}
        placed = {"order": order, "from": from_, "priority": priority}
        return placed if note is orders.UNSET else {**placed, "note": note}

    def do_count(self, ctxt):
        return 2**60

    def lookup(self, ctxt, id):
        return {"id": id, "amount": 1} if id == "o-1" else None

    def forget(self, ctxt, id):
        called("forget", id=id)

    def restock(self, ctxt, amount, **kwargs):
        called("restock", amount=amount, **kwargs)
        return 100 + amount

    def pack(self, ctxt, id, paper=None, weight=None):
        words = [id, "none" if paper is None else str(paper).lower(), weight or "none"]
        return " ".join(str(word) for word in words)

    def label(self, ctxt, id, colour=None, **kwargs):
        return {"id": id, **({} if colour is None else {"colour": colour}), **kwargs}

    def seal(self, ctxt, seal, price, wax=b"red", **kwargs):
        called("seal", seal=seal, price=price, wax=wax, **kwargs)
        if price == 0:
            return {"seals": [], "prices": {"price": decimal.Decimal("NaN")}}
        return {"seals": [seal, *kwargs.values()], "prices": {"price": price, "other": "free"}}


class Listener(orders.OrdersNotificationEndpoint):
    def order_placed(self, ctxt, publisher_id, payload, metadata):
        peer.emit({"event": "received", "payload": shown(payload), "publisher_id": publisher_id})


def called(method, **args):
    peer.emit({"event": "called", "method": method, "args": shown(args)})


def shown(value):
    """What JSON does not have, as objects that say what they are."""
    if isinstance(value, dict):
        return {name: shown(member) for name, member in value.items()}
    if isinstance(value, list):
        return [shown(item) for item in value]
    if isinstance(value, bytes):
        return {"$bytes": value.hex()}
    return {"$decimal": str(value)} if isinstance(value, decimal.Decimal) else value


def meant(value):
    if "$bytes" in value:
        return bytes.fromhex(value["$bytes"])
    return decimal.Decimal(value["$decimal"]) if "$decimal" in value else value


class Sides:
    def __init__(self, options, conf):
        transport = oslo_messaging.get_rpc_transport(
            conf, url=options.url,
            allowed_remote_exmods=orders.ALLOWED_REMOTE_EXMODS)
        self._clients = {
            validate: orders.OrdersClient(transport, timeout=20, validate=validate)
            for validate in (None, False)}
        self._server = oslo_messaging.get_rpc_server(
            transport, orders.server_target("PythonOrders", transport), [Orders()],
            executor="threading")
        notifications = oslo_messaging.get_notification_transport(conf, url=options.url)
        notifier = oslo_messaging.Notifier(
            notifications, publisher_id="python", driver="messagingv2", topics=["to-typescript"])
        self._notifiers = {
            validate: orders.OrdersNotifier(notifier, validate=validate) for validate in (None, False)}
        self._listener = oslo_messaging.get_notification_listener(
            notifications, [oslo_messaging.Target(topic="to-python")], [Listener()], executor="threading")

    def start(self):
        self._server.start()
        self._listener.start()
        # start() returns before the connection is up.
        self._clients[None].prepare(server="PythonOrders").do_count({})

    def run(self, command):
        answer = {"id": command["id"]}
        try:
            answer["result"] = shown(getattr(self, command["op"])(command))
        except Exception as error:
            answer["error"] = client.describe(error)
        peer.emit(answer)

    def client(self, command):
        chosen = self._clients[command.get("validate")].prepare(**command.get("prepare", {}))
        if command.get("topic"):
            chosen = chosen.on_topic(command["topic"])
        if command.get("cast"):
            chosen = chosen.cast
        return getattr(chosen, command["method"])({}, **command.get("kwargs", {}))

    def notify(self, command):
        notifier = self._notifiers[command.get("validate")]
        notifier.order_placed({}, command["payload"], command.get("priority", "info"))
        return "sent"


def main():
    options = peer.argument_parser(__doc__).parse_args()
    conf = peer.configure(options)
    peer.leave_on_sigterm()
    sides = Sides(options, conf)
    sides.start()
    peer.emit({"event": "checks", "available": orders.validation.AVAILABLE})
    peer.ready()
    for line in sys.stdin:
        sides.run(json.loads(line, object_hook=meant))
    peer.leave()


if __name__ == "__main__":
    main()
