"""All roles of a service on the real oslo.messaging in one process: server, client, listener and notifier.

Driven by JSON lines on standard input, each run in a thread of its own and answered with its id as by client.py:

    {"id": 1, "op": "serve", "topic": "t", "server": "one"}      answered when the server's links are attached
    {"id": 2, "op": "listen", "topic": "t"}
    {"id": 3, "op": "notify", "topic": "t", "payload": 1}        answered with whether no failure was logged
    {"id": 4, "op": "call", "topic": "t", "method": "echo", …}   and cast: see client.py

What comes in is printed as server.py and listener.py do, with its topic and server. Prints {"event": "ready",
"versions": {...}} first, without a connection. Ends when standard input does, or on SIGTERM.
"""
import concurrent.futures
import json
import logging
import sys

import oslo_messaging
from oslo_config import cfg

import client
import endpoints
import notifier
import peer

WORKERS = 64


class Endpoint:
    """Of one priority: each has a queue of its own."""

    def info(self, context, publisher_id, event_type, payload, metadata):
        peer.emit({"event": "received", "priority": "info", "publisher_id": publisher_id, "event_type": event_type,
                   "payload": payload})


class Service:
    def __init__(self, options, conf):
        self._options = options
        self._conf = conf
        self._client = client.Client(options, conf)
        self._failures = notifier.Failures(level=logging.ERROR)
        logging.getLogger("oslo_messaging.notify").addHandler(self._failures)
        self._running = []

    def run(self, command):
        """Runs one command and prints its answer."""
        role = getattr(self, "_" + command["op"], None)
        if role is None:
            self._client.run(command)
            return
        answer = {"id": command["id"]}
        try:
            answer["result"] = role(command)
        except Exception as error:
            answer["error"] = client.describe(error)
        peer.emit(answer)

    def _serve(self, command):
        place = {name: command[name] for name in ("topic", "server")}

        def report(method, args, context):
            peer.emit({"event": "called", "method": method, "args": args, "context": context, **place})

        transport = oslo_messaging.get_rpc_transport(self._conf, url=self._options.url)
        target = oslo_messaging.Target(exchange=self._options.exchange, **place)
        server = oslo_messaging.get_rpc_server(
            transport, target,
            endpoints.all_endpoints(report, self._options.namespace, self._options.version), executor="threading")
        server.start()
        self._running.append(server)
        readiness = oslo_messaging.get_rpc_client(transport, target(namespace="peer-readiness"), timeout=20)
        return readiness.call({}, "check")

    def _listen(self, command):
        transport = oslo_messaging.get_notification_transport(self._conf, url=self._options.url)
        targets = [oslo_messaging.Target(topic=command["topic"])]
        started = oslo_messaging.get_notification_listener(
            transport, targets, [Endpoint()], executor="threading")
        started.start()
        self._running.append(started)
        return True

    def _notify(self, command):
        transport = oslo_messaging.get_notification_transport(self._conf, url=self._options.url)
        sender = oslo_messaging.Notifier(
            transport, publisher_id="python.host1", driver="messagingv2", topics=[command["topic"]])
        before = self._failures.count
        sender.info({}, "from.python", command["payload"])
        return self._failures.count == before


def name_process(conf, name):
    """Gives the queue manager a name of this process' own: all are the same program on the same host."""
    try:
        conf.set_override("processname", name, group="oslo_messaging_rabbit")
    except cfg.NoSuchOptError:
        # 14.0.3 has no queue manager.
        pass


def main():
    parser = peer.argument_parser(__doc__)
    parser.add_argument("--name", required=True, help="of the process")
    parser.add_argument("--namespace", default="my-namespace")
    parser.add_argument("--version", default="1.1")
    options = parser.parse_args()
    conf = peer.configure(options)
    name_process(conf, options.name)
    peer.leave_on_sigterm()
    service = Service(options, conf)
    workers = concurrent.futures.ThreadPoolExecutor(max_workers=WORKERS)
    peer.ready()

    for line in sys.stdin:
        workers.submit(service.run, json.loads(line))
    peer.leave()


if __name__ == "__main__":
    main()
