"""The server on Python's oslo.messaging."""
import sys

import oslo_messaging

import bench_peer


class Echo:
    target = oslo_messaging.Target(namespace="bench", version="1.0")

    def __init__(self):
        self.received = 0

    def echo(self, context, value):
        return value

    def sink(self, context, value):
        self.received += 1


def main():
    transport = bench_peer.transport(sys.argv[1])
    endpoint = Echo()

    def serve(topic, servers):
        for index in range(servers):
            target = oslo_messaging.Target(exchange="bench", topic=topic, server="server-%d" % index)
            oslo_messaging.get_rpc_server(transport, target, [endpoint], executor="threading").start()
            # start() returns before the links are attached.
            client = oslo_messaging.get_rpc_client(
                transport, bench_peer.target(topic, server="server-%d" % index), timeout=30)
            client.call({}, "echo", value=1)

    name = sys.argv[2]
    serve(name, 1)
    bench_peer.serve({
        "received": lambda: endpoint.received,
        "serveFanout": lambda servers: serve(name + "-fanout", servers),
    })


if __name__ == "__main__":
    main()
