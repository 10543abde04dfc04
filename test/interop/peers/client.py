"""A client on the real oslo.messaging, driven by JSON lines on standard input.

    {"id": 1, "op": "call", "method": "echo", "args": {"value": 1}}

`op` is call or cast. Optional: `context`; what RPCClient.prepare takes (namespace, version, topic, exchange,
server, fanout, timeout, version_cap, retry, call_monitor_timeout); `allowed_remote_exmods`. Commands run at
the same time, each in a thread. Answers, in any order:

    {"id": 1, "result": 1}
    {"id": 1, "error": {"class": "RemoteError", "module": "oslo_messaging.rpc.client", "message": ...}}

Prints {"event": "ready", "versions": {...}} first. Ends when standard input does, or on SIGTERM.
"""
import concurrent.futures
import json
import sys
import threading

import oslo_messaging

import peer

PREPARE = ("namespace", "version", "topic", "exchange", "server", "fanout", "timeout", "version_cap", "retry",
           "call_monitor_timeout")
WORKERS = 256


class Client:
    def __init__(self, options, conf):
        self._options = options
        self._conf = conf
        self._clients = {}
        self._lock = threading.Lock()

    def run(self, command):
        """Runs one command and prints its answer."""
        answer = {"id": command["id"]}
        try:
            answer["result"] = self._send(command)
        except Exception as error:
            answer["error"] = describe(error)
        peer.emit(answer)

    def _send(self, command):
        client = self._client(tuple(command.get("allowed_remote_exmods", ())))
        prepared = client.prepare(**{name: command[name] for name in PREPARE if name in command})
        send = {"call": prepared.call, "cast": prepared.cast}[command["op"]]
        return send(command.get("context", {}), command["method"], **command.get("args", {}))

    def _client(self, allowed_remote_exmods):
        # The allowed modules belong to a transport, so each set of them has its own.
        with self._lock:
            if allowed_remote_exmods not in self._clients:
                transport = oslo_messaging.get_rpc_transport(
                    self._conf, url=self._options.url, allowed_remote_exmods=list(allowed_remote_exmods))
                target = oslo_messaging.Target(
                    exchange=self._options.exchange, topic=self._options.topic,
                    namespace=self._options.namespace, version=self._options.version)
                self._clients[allowed_remote_exmods] = oslo_messaging.get_rpc_client(
                    transport, target, timeout=20)
            return self._clients[allowed_remote_exmods]


def describe(error):
    """What a Python program could see of an exception."""
    kind = type(error)
    seen = {"class": kind.__name__, "module": kind.__module__, "bases": [base.__name__ for base in kind.__mro__],
            "message": str(error), "args": list(error.args)}
    for name in ("exc_type", "value", "traceback", "kwargs"):
        if hasattr(error, name):
            seen[name] = getattr(error, name)
    return seen


def main():
    parser = peer.argument_parser(__doc__)
    parser.add_argument("--namespace", default="my-namespace")
    parser.add_argument("--version", default="1.1")
    options = parser.parse_args()
    client = Client(options, peer.configure(options))
    peer.leave_on_sigterm()
    workers = concurrent.futures.ThreadPoolExecutor(max_workers=WORKERS)
    peer.ready()

    for line in sys.stdin:
        workers.submit(client.run, json.loads(line))
    peer.leave()


if __name__ == "__main__":
    main()
