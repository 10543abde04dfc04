"""A notification listener on the real oslo.messaging.

Prints {"event": "ready", "versions": {...}}, then a line for each notification that its endpoint gets:
{"event": "received", "priority": ..., "context": ..., "publisher_id": ..., "event_type": ..., "payload": ...,
"metadata": ...}; with --batch-size a line for each batch, {"event": "batch", "priority": ..., "messages": [...]}.
A payload of "requeue" is given back the first time, one of "raise" raises an exception.
Ends when standard input does, or on SIGTERM.
"""
import json
import sys

import oslo_messaging

import peer

PRIORITIES = ("audit", "debug", "info", "warn", "error", "critical", "sample")


class Endpoint:
    """Has a method for each priority, made below."""

    def __init__(self, rules):
        if rules is not None:
            self.filter_rule = oslo_messaging.NotificationFilter(**rules)
        self._seen = set()

    def _answer(self, payloads):
        if "raise" in payloads:
            raise ValueError("as told")
        if "requeue" in payloads and "requeue" not in self._seen:
            self._seen.add("requeue")
            return oslo_messaging.NotificationResult.REQUEUE
        return oslo_messaging.NotificationResult.HANDLED


class Single(Endpoint):
    def _handle(self, priority, context, publisher_id, event_type, payload, metadata):
        peer.emit({"event": "received", "priority": priority, "context": context, "publisher_id": publisher_id,
                   "event_type": event_type, "payload": payload, "metadata": metadata})
        return self._answer([payload] if isinstance(payload, str) else [])


class Batch(Endpoint):
    def _handle(self, priority, messages):
        peer.emit({"event": "batch", "priority": priority, "messages": messages})
        return self._answer([message["payload"] for message in messages if isinstance(message["payload"], str)])


def method(priority):
    return lambda self, *args: self._handle(priority, *args)


for name in PRIORITIES:
    setattr(Endpoint, name, method(name))


def main():
    parser = peer.argument_parser(__doc__)
    parser.add_argument("--allow-requeue", action="store_true")
    parser.add_argument("--batch-size", type=int)
    parser.add_argument("--batch-timeout", type=float)
    parser.add_argument("--filter", type=json.loads, help="the arguments of NotificationFilter as a JSON object")
    options = parser.parse_args()
    conf = peer.configure(options)
    peer.leave_on_sigterm()
    transport = oslo_messaging.get_notification_transport(conf, url=options.url)
    targets = [oslo_messaging.Target(topic=options.topic)]
    if options.batch_size is None:
        listener = oslo_messaging.get_notification_listener(
            transport, targets, [Single(options.filter)], executor="threading", allow_requeue=options.allow_requeue)
    else:
        listener = oslo_messaging.get_batch_notification_listener(
            transport, targets, [Batch(options.filter)], executor="threading", allow_requeue=options.allow_requeue,
            batch_size=options.batch_size, batch_timeout=options.batch_timeout)
    listener.start()
    # The links come up later; a notifier waits for them.
    peer.ready()

    for _line in sys.stdin:
        pass
    peer.leave()


if __name__ == "__main__":
    main()
