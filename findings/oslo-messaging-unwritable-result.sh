#!/usr/bin/env bash
# Software: oslo.messaging 16.1.0, oslo.serialization 5.7.0 (Debian trixie, python3-oslo.messaging 16.1.0-*) over
#   RabbitMQ 4.0.5.
# Expected: what goes wrong at a server reaches the caller as an error; and what a test sees over fake:// holds over
#   rabbit://. The fake driver refuses arguments that JSON cannot carry, so results seem to be looked at as well.
# Seen: over fake:// a Decimal comes back as it is. Over rabbit:// the server fails to write the reply, logs that, and
#   sends nothing: the caller waits until its own timeout. So it is for an exception whose argument cannot be written.
#     result, fake://: Decimal('1.5')
#     result, rabbit://: MessagingTimeout
#     argument of an exception, fake://: ValueError
#     argument of an exception, rabbit://: MessagingTimeout
# Needs root; see support/debian.sh.
set -euo pipefail
# shellcheck source=findings/support/rabbitmq.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/rabbitmq.sh"

with_rabbitmq 'python3-oslo.messaging=16.1.0-*' <<'PYTHON'
import sys
from decimal import Decimal

from oslo_rpc import served


class Endpoint:
    def result(self, context):
        return Decimal("1.5")

    def error(self, context):
        raise ValueError(Decimal("1.5"))


def call(url, method):
    with served(Endpoint(), url) as client_with:
        try:
            return repr(client_with(timeout=5).call({}, method))
        except Exception as error:
            return type(error).__name__


seen = []
for method, what in {"result": "result", "error": "argument of an exception"}.items():
    for url in ("fake://", "rabbit://guest:guest@127.0.0.1:5672/"):
        seen.append(call(url, method))
        print(f"{what}, {url.partition('//')[0]}//: {seen[-1]}", flush=True)
if seen != ["Decimal('1.5')", "MessagingTimeout", "ValueError", "MessagingTimeout"]:
    print("CHANGED: a result that cannot be written is told, or refused by fake:// as well")
    sys.exit(1)
print("as stated: nobody is told of a result that cannot be written")
PYTHON
