"""What both programs share: configuration and the JSON lines of the bench."""
import json
import logging
import os
import sys

from oslo_config import cfg
import oslo_messaging


def transport(url):
    logging.basicConfig(level=logging.ERROR)
    # The driver announces its own deprecation on every start.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.CRITICAL)
    cfg.CONF([], project="bench", default_config_files=[])
    return oslo_messaging.get_rpc_transport(cfg.CONF, url=url)


def target(topic, **more):
    return oslo_messaging.Target(exchange="bench", topic=topic, namespace="bench", version="1.0", **more)


def emit(record):
    sys.stdout.write(json.dumps(record) + "\n")
    sys.stdout.flush()


def serve(operations):
    """A JSON line in is an operation, a JSON line out its result. Ends with standard input."""
    emit({"event": "ready"})
    for line in sys.stdin:
        fields = json.loads(line)
        answer = {"id": fields.pop("id")}
        try:
            answer["result"] = operations[fields.pop("op")](**fields)
        except Exception as error:
            answer["error"] = repr(error)
        emit(answer)
    # Cleaning up a transport may block for ten seconds.
    os._exit(0)
