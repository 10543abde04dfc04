"""A notifier on the real oslo.messaging, driven by JSON lines on standard input.

    {"id": 1, "priority": "info", "context": {}, "event_type": "a.b", "payload": {"n": 1}}

Notifications are sent one after another. Each is answered when the notifier is done with it: {"id": 1, "sent": true},
or false when it logged a failure. Prints {"event": "ready", "versions": {...}} first. Ends when standard input does, or on SIGTERM.
"""
import json
import logging
import sys

import oslo_messaging

import peer


class Failures(logging.Handler):
    """Counts what a notifier only logs."""

    count = 0

    def emit(self, record):
        self.count += 1


def main():
    parser = peer.argument_parser(__doc__)
    parser.add_argument("--driver", default="messagingv2")
    parser.add_argument("--publisher", default="python.host1")
    options = parser.parse_args()
    conf = peer.configure(options)
    peer.leave_on_sigterm()
    failures = Failures(level=logging.ERROR)
    logging.getLogger("oslo_messaging.notify").addHandler(failures)
    transport = oslo_messaging.get_notification_transport(conf, url=options.url)
    notifier = oslo_messaging.Notifier(
        transport, publisher_id=options.publisher, driver=options.driver, topics=[options.topic])
    peer.ready()

    for line in sys.stdin:
        command = json.loads(line)
        before = failures.count
        send = getattr(notifier, command["priority"])
        send(command.get("context", {}), command["event_type"], command["payload"])
        peer.emit({"id": command["id"], "sent": failures.count == before})
    peer.leave()


if __name__ == "__main__":
    main()
