#!/usr/bin/env bash
# Software: oslo.messaging 16.1.0 (Debian trixie, python3-oslo.messaging 16.1.0-*) over RabbitMQ 4.0.5.
# Expected: RPCClient's call_monitor_timeout, an int in seconds, makes the server send a heartbeat at that interval
#   while a call runs, so that only a server that has gone ends it early; 1 is not excluded.
# Seen: with 1 the server sends none: it would send one every half of it, and does not for less than a second. It logs
#   an invalid timeout, and whoever calls gets MessagingTimeout after a second, while the method still runs.
#     call_monitor_timeout 2, a method of 3 s: done
#     call_monitor_timeout 1, a method of 3 s: MessagingTimeout after 1 s
# Needs root; see support/debian.sh.
set -euo pipefail
# shellcheck source=findings/support/rabbitmq.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/rabbitmq.sh"

with_rabbitmq 'python3-oslo.messaging=16.1.0-*' <<'PYTHON'
import sys
import time

import oslo_messaging
from oslo_rpc import served


class Endpoint:
    def method(self, context):
        time.sleep(3)
        return "done"


def call(client, monitor):
    start = time.monotonic()
    try:
        seen = client.call({}, "method")
    except oslo_messaging.MessagingTimeout:
        seen = f"MessagingTimeout after {time.monotonic() - start:.0f} s"
    print(f"call_monitor_timeout {monitor}, a method of 3 s: {seen}", flush=True)
    return seen


with served(Endpoint()) as client_with:
    seen = [call(client_with(timeout=60, call_monitor_timeout=monitor), monitor) for monitor in (2, 1)]
if seen[0] != "done" or not seen[1].startswith("MessagingTimeout"):
    print("CHANGED: a second is monitored, or nothing is")
    sys.exit(1)
print("as stated: a call that is monitored each second ends after one")
PYTHON
