#!/usr/bin/env bash
# Software: oslo.messaging 16.1.0 (Debian trixie, python3-oslo.messaging 16.1.0-*), with RabbitMQ 4.0.5.
# Expected: where an exchange is there already and is not durable, while this service is to have durable ones, RabbitMQ
#   refuses to declare it. The comment of _declare_fallback_nondurable says that the service would "fail entirly", and
#   that it declares the exchange as not durable then, "to match the default config".
# Seen: of a fanout exchange the second try declares another one than the default configuration does: auto_delete is
#   taken from the queue's setting, which is False, where the exchange's is True. RabbitMQ refuses that too.
#   18.3.0 has the same second try.
#     default configuration: durable False, auto_delete True: declared
#     durable exchanges: durable True, auto_delete True: refused for durable
#     durable exchanges: durable False, auto_delete False: refused for auto_delete
# Needs root; see support/rabbitmq.sh.
set -euo pipefail
# shellcheck source=findings/support/rabbitmq.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/rabbitmq.sh"

with_rabbitmq 'python3-oslo.messaging=16.1.0-*' <<'PYTHON'
import logging
import os
import re
import threading
from importlib.metadata import version

import oslo_messaging
from amqp.channel import Channel
from amqp.exceptions import PreconditionFailed
from oslo_config import cfg

logging.disable()
print("oslo.messaging", version("oslo.messaging"))
SECONDS = 20
# What was asked for a fanout exchange, and the argument that it was refused for.
tries = []
changed = threading.Condition()
declare = Channel.exchange_declare


def recorded(channel, exchange, *args, **arguments):
    refused = None
    try:
        return declare(channel, exchange, *args, **arguments)
    except PreconditionFailed as error:
        refused = re.search("inequivalent arg '(.*?)'", str(error)).group(1)
        raise
    finally:
        if exchange == "orders_fanout":
            with changed:
                tries.append((arguments["durable"], arguments["auto_delete"], refused))
                changed.notify()


Channel.exchange_declare = recorded


# Starts a server with these settings, and gives what was tried until so many exchanges were declared.
def start(count, settings):
    conf = cfg.ConfigOpts()
    conf([])
    transport = oslo_messaging.get_rpc_transport(conf, url="rabbit://guest:guest@127.0.0.1:5672/")
    for name, value in settings.items():
        conf.set_override(name, value, group="oslo_messaging_rabbit")
    target = oslo_messaging.Target(topic="orders", server="here")
    server = oslo_messaging.get_rpc_server(transport, target, [object()], executor="threading")
    threading.Thread(target=server.start, daemon=True).start()
    with changed:
        changed.wait_for(lambda: len(tries) >= count, SECONDS)
        seen, tries[:] = tries[:count], []
    return seen


def tell(what, seen):
    for durable, auto_delete, refused in seen:
        answer = f"refused for {refused}" if refused else "declared"
        print(f"{what}: durable {durable}, auto_delete {auto_delete}: {answer}")


default = start(1, {})
tell("default configuration", default)
durable = start(2, {"rabbit_transient_quorum_queue": True})
tell("durable exchanges", durable)
is_stated = default == [(False, True, None)] and durable == [(True, True, "durable"), (False, False, "auto_delete")]
if is_stated:
    print("as stated: the second try declares what the default configuration does not")
else:
    print("CHANGED: the second try is as the default configuration has it, or there is none")
# The server would go on trying.
os._exit(0 if is_stated else 1)
PYTHON
