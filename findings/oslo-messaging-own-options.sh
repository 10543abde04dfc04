#!/usr/bin/env bash
# Software: oslo.messaging 16.1.0 (Debian trixie, python3-oslo.messaging 16.1.0-*).
# Expected: get_rpc_transport and get_notification_transport take "the user configuration", any cfg.ConfigOpts, and
#   register in it what they need: whatever works with the global cfg.CONF works with an instance of one's own.
# Seen: transport, notifier, server and client are made, and a notification goes out. Each call and each cast then
#   raises NoSuchOptError: the metrics that go with them look for their group of options, which only cfg.CONF has.
#     own: call NoSuchOptError, cast NoSuchOptError, notification done
#     global: call done, cast done, notification done
# Needs root; see support/debian.sh.
set -euo pipefail
# shellcheck source=findings/support/debian.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/debian.sh"

with_debian 'python3-oslo.messaging=16.1.0-*' <<'PYTHON'
import sys

import oslo_messaging
from oslo_config import cfg
from oslo_rpc import served


class Endpoint:
    def method(self, context):
        return "done"


def outcome(attempt):
    try:
        return attempt() or "done"
    except Exception as error:
        return type(error).__name__


def attempts(conf):
    with served(Endpoint(), "fake://", conf) as client_with:
        client = client_with(timeout=10)
        called = outcome(lambda: client.call({}, "method"))
        cast = outcome(lambda: client.cast({}, "method"))
    transport = oslo_messaging.get_notification_transport(conf, "fake://")
    notifier = oslo_messaging.Notifier(transport, "publisher", driver="messaging", topics=["topic"])
    notified = outcome(lambda: notifier.info({}, "event", {}))
    return f"call {called}, cast {cast}, notification {notified}"


# First: what makes the metrics is made once in a process, by whoever calls first.
own = attempts(cfg.ConfigOpts())
print("own:", own)
shared = attempts(cfg.CONF)
print("global:", shared)
if shared != "call done, cast done, notification done":
    print("not run: the global options serve no calls either")
    sys.exit(2)
if own != "call NoSuchOptError, cast NoSuchOptError, notification done":
    print("CHANGED: a ConfigOpts of one's own serves calls")
    sys.exit(1)
print("as stated: calls need the global options")
PYTHON
