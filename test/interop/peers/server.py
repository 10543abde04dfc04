"""A service on the real oslo.messaging.

Prints {"event": "ready", "versions": {...}} when its links are attached, then one line per method that begins:
{"event": "called", "method": ..., "args": {...}, "context": {...}}.
Ends when standard input does, or on SIGTERM.
"""
import sys

import oslo_messaging

import endpoints
import peer


def main():
    parser = peer.argument_parser(__doc__)
    parser.add_argument("--server", default="PythonServer01")
    parser.add_argument("--namespace", default="my-namespace")
    parser.add_argument("--version", default="1.1")
    options = parser.parse_args()
    conf = peer.configure(options)
    peer.leave_on_sigterm()

    def report(method, args, context):
        peer.emit({"event": "called", "method": method, "args": args, "context": context})

    transport = oslo_messaging.get_rpc_transport(conf, url=options.url)
    target = oslo_messaging.Target(exchange=options.exchange, topic=options.topic, server=options.server)
    server = oslo_messaging.get_rpc_server(
        transport, target, endpoints.all_endpoints(report, options.namespace, options.version),
        executor="threading")
    server.start()
    # start() returns before the connection is up. The address of this one server leads to no other, and its
    # link is attached together with the others.
    client = oslo_messaging.get_rpc_client(transport, target(namespace="peer-readiness"), timeout=20)
    client.call({}, "check")
    peer.ready()

    for _line in sys.stdin:
        pass
    peer.leave()


if __name__ == "__main__":
    main()
