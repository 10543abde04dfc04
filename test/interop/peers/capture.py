"""Records what oslo.messaging's AMQP 1.0 driver puts on the wire.

    /usr/bin/python3 test/interop/peers/capture.py > test/fixtures/wire/python-driver.json

A server and a client of the driver talk through the relay. Every message is written with its bytes, and with
its fields as Proton reads them. Message ids differ from run to run.
"""
import base64
import datetime
import json
import linecache
import os
import socket
import sys
import time
import types

import oslo_messaging
from oslo_config import cfg
from oslo_messaging import opts, version
from proton import Message

import endpoints
from relay import Relay

CONTEXT = {"user_id": "alice", "project_id": None, "roles": ["member", "reader"], "request_id": "req-1"}
# Failures carry a traceback, and tracebacks carry file names.
NEUTRAL_FILE = "/opt/my-service/endpoints.py"


class Recording:
    """The messages seen so far, each under the name of the case that caused it."""

    def __init__(self):
        self.case = "start"
        self.messages = []

    def record(self, address, content, settled):
        message = Message()
        message.decode(content)
        self.messages.append({
            "case": self.case,
            "kind": self._kind(address, message),
            "address": address,
            "settled": settled,
            "base64": base64.b64encode(content).decode(),
            "fields": {
                "ttl": round(message.ttl * 1000), "id": message.id, "to": message.address,
                "replyTo": message.reply_to, "correlationId": message.correlation_id,
                "absoluteExpiryTime": message.expiry_time != 0,
                "durable": message.durable, "subject": message.subject, "body": message.body,
            },
        })

    @staticmethod
    def _kind(address, message):
        if message.correlation_id is not None:
            if message.body is None:
                return "heartbeat"
            return "failure" if "failure" in json.loads(message.body) else "reply"
        if message.reply_to is not None:
            return "call"
        if "multicast" in address:
            return "fanout"
        return "notification" if "notify" in address else "cast"


def neutral_tracebacks():
    """Makes frames of endpoints.py name a file that is the same on every machine."""
    with open(endpoints.__file__) as source:
        lines = source.readlines()
    linecache.cache[NEUTRAL_FILE] = (sum(map(len, lines)), None, lines, NEUTRAL_FILE)
    for owner in vars(endpoints).values():
        if isinstance(owner, type) and owner.__module__ == endpoints.__name__:
            for member in vars(owner).values():
                if isinstance(member, types.FunctionType) and "inner" not in member.__name__:
                    member.__code__ = member.__code__.replace(co_filename=NEUTRAL_FILE)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def refused(call, *args, **kwargs):
    """A call whose reply is a failure."""
    try:
        call(*args, **kwargs)
    except Exception as error:
        return error
    raise AssertionError("the call succeeded")


def rpc_cases(recording, url):
    transport = oslo_messaging.get_rpc_transport(cfg.CONF, url=url)
    target = oslo_messaging.Target(exchange="my-exchange", topic="my-topic", server="Server01")
    server = oslo_messaging.get_rpc_server(
        transport, target, endpoints.all_endpoints(lambda *_: None, "my-namespace", "1.1"), executor="threading")
    server.start()
    client = oslo_messaging.get_rpc_client(
        oslo_messaging.get_rpc_transport(cfg.CONF, url=url),
        oslo_messaging.Target(exchange="my-exchange", topic="my-topic", namespace="my-namespace", version="1.1"),
        timeout=20)
    echo = {
        "call": "text",
        "null": None,
        "unicode": "\u00e9 \u4e2d \U0001f600 \u2028 \x00 \"quoted\" \\",
        "big integers": [2**53 - 1, 2**53, -(2**63), 2**64, 10**40],
        "not a number": [float("nan"), float("inf"), float("-inf"), 1e300, -0.0],
        "nested": {"list": [1, [2, {"three": 3.5}]], "empty": {}, "true": True},
        "datetime": datetime.datetime(2026, 1, 2, 3, 4, 5, 678900),
        "long": "x" * 1000,
    }
    for recording.case, value in echo.items():
        client.call(CONTEXT, "echo", value=value)
    recording.case = "call to one server"
    client.prepare(server="Server01").call({}, "methodA", arg1="a", arg2="b")
    recording.case = "call without namespace, version and arguments"
    plain = oslo_messaging.get_rpc_client(client.transport, oslo_messaging.Target(topic="my-topic",
                                                                                 exchange="my-exchange"), timeout=20)
    plain.call({}, "whoami")
    recording.case = "monitored call"
    client.prepare(call_monitor_timeout=2).call({}, "sleep", seconds=1.5)
    recording.case = "ValueError"
    refused(client.call, {}, "fail", message="bad \u00e9")
    recording.case = "exception with keyword arguments"
    refused(client.call, {}, "fail_allowed", message="later", retry_after=3)
    recording.case = "no such method"
    refused(client.call, {}, "nothing")
    recording.case = "unsupported version"
    refused(client.prepare(version="1.2").call, {}, "echo", value=1)
    recording.case = "wrong namespace"
    refused(client.prepare(namespace="nowhere").call, {}, "echo", value=1)
    recording.case = "wrong arguments"
    refused(client.call, {}, "echo", wrong=1)
    for recording.case, to in (("cast", {}), ("cast to one server", {"server": "Server01"}),
                               ("fanout", {"fanout": True})):
        client.prepare(**to).cast(CONTEXT, "sink", payload={"a": 1})
        time.sleep(0.2)


def notification_cases(recording, url):
    transport = oslo_messaging.get_notification_transport(cfg.CONF, url=url)
    for driver in ("messaging", "messagingv2"):
        notifier = oslo_messaging.Notifier(transport, publisher_id="service.host1", driver=driver,
                                           topics=["notifications"])
        for recording.case, emit in (("%s info" % driver, notifier.info), ("%s error" % driver, notifier.error)):
            emit(CONTEXT, "thing.created", {"id": "6e2dc1f0-3b35-4a1a-b6a1-9d2f1a6f0e11", "size": 2**64})


def legacy_cases(recording, url):
    cfg.CONF.set_override("addressing_mode", "legacy", group="oslo_messaging_amqp")
    client = oslo_messaging.get_rpc_client(
        oslo_messaging.get_rpc_transport(cfg.CONF, url=url + "/my-vhost"),
        oslo_messaging.Target(exchange="my-exchange", topic="my-topic", version="1.0"))
    for recording.case, to in (("legacy cast", {}), ("legacy cast to one server", {"server": "Server01"}),
                               ("legacy fanout", {"fanout": True})):
        client.prepare(**to).cast({}, "sink", payload=None)
        time.sleep(0.2)


def main():
    cfg.CONF([], project="capture", default_config_files=[])
    for group, group_options in opts.list_opts():
        cfg.CONF.register_opts(group_options, group=group)
    recording = Recording()
    neutral_tracebacks()
    port = free_port()
    Relay(recording.record).start(port)
    url = "amqp://127.0.0.1:%d" % port
    rpc_cases(recording, url)
    notification_cases(recording, url)
    legacy_cases(recording, url)
    json.dump({
        "note": "Messages of oslo.messaging's AMQP 1.0 driver as sent, and their fields as Qpid Proton reads them. "
                "Written by test/interop/peers/capture.py.",
        "osloMessaging": version.version_info.release_string(),
        "messages": recording.messages,
    }, sys.stdout, indent=1)
    sys.stdout.write("\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
