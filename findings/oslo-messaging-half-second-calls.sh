#!/usr/bin/env bash
# Software: oslo.messaging 16.1.0 (Debian trixie, python3-oslo.messaging 16.1.0-*) over RabbitMQ 4.0.5.
# Expected: a call ends when its reply has come: the documentation of RPCClient.call names no other delay, and nothing
#   in the options of the rabbit driver asks for one.
# Seen: calls that one client makes one after the other take half a second each, though the method returns at once. The
#   time goes by at the client: whoever serves the calls, it is the same.
#     until the method is called, the longest of 6: 0.01 s
#     until the call ends, the shortest and the longest of 6: 0.50 s, 0.51 s
# Needs root; see support/debian.sh.
set -euo pipefail
# shellcheck source=findings/support/rabbitmq.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/rabbitmq.sh"

with_rabbitmq 'python3-oslo.messaging=16.1.0-*' <<'PYTHON'
import sys
import time

from oslo_rpc import served

called = []


class Endpoint:
    def method(self, context):
        called.append(time.monotonic())
        return "done"


starts, durations = [], []
with served(Endpoint()) as client_with:
    client = client_with(timeout=30)
    # The first makes the connections.
    client.call({}, "method")
    called.clear()
    for _ in range(6):
        starts.append(time.monotonic())
        client.call({}, "method")
        durations.append(time.monotonic() - starts[-1])

print(f"until the method is called, the longest of 6: {max(at - start for at, start in zip(called, starts)):.2f} s")
print(f"until the call ends, the shortest and the longest of 6: {min(durations):.2f} s, {max(durations):.2f} s")
if min(durations) < 0.4:
    print("CHANGED: a call ends when its reply has come")
    sys.exit(1)
print("as stated: each call takes half a second")
PYTHON
