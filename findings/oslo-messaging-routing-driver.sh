#!/usr/bin/env bash
# Software: oslo.messaging 16.1.0, stevedore 5.4.1 (Debian trixie, python3-oslo.messaging 16.1.0-*).
# Expected: the notification driver "routing" hands each event to those drivers that its file, the option
#   routing_config, names for the event's type and priority.
# Seen: it hands them to nobody. It asks stevedore for the drivers without arguments for their constructors, none can
#   be made, and the notifier logs an error for each event and goes on. The driver "log" alone gets the same event.
#     driver log: 1 event logged
#     driver routing, its file names log: 0 events logged; NoMatches
# Needs root; see support/debian.sh.
set -euo pipefail
# shellcheck source=findings/support/debian.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/debian.sh"

with_debian 'python3-oslo.messaging=16.1.0-*' <<'PYTHON'
import logging
import sys
from importlib.metadata import version

import oslo_messaging
from oslo_config import cfg

# Registers the option.
import oslo_messaging.notify._impl_routing  # noqa: F401

records = []


class Kept(logging.Handler):
    def emit(self, record):
        records.append(record)


logging.basicConfig(level=logging.INFO, handlers=[Kept()])
with open("/tmp/routing.yaml", "w") as file:
    file.write("everything:\n  log:\n    accepted_events: ['*']\n")
cfg.CONF([], default_config_files=[])
cfg.CONF.set_override("routing_config", "/tmp/routing.yaml", group="oslo_messaging_notifications")
transport = oslo_messaging.get_notification_transport(cfg.CONF, "fake://")


def notify(driver):
    records.clear()
    notifier = oslo_messaging.Notifier(transport, "publisher", driver=driver, topics=["topic"])
    notifier.info({}, "event", {"key": "value"})
    events = [record for record in records if record.name.startswith("oslo.messaging.notification")]
    raised = [record.exc_info[0].__name__ for record in records if record.exc_info and record.name.endswith("notifier")]
    return len(events), raised


print("oslo.messaging", version("oslo.messaging"), "stevedore", version("stevedore"))
alone, _ = notify("log")
print(f"driver log: {alone} event logged")
routed, raised = notify("routing")
print(f"driver routing, its file names log: {routed} events logged; {', '.join(raised)}")
if alone != 1 or routed != 0 or raised != ["NoMatches"]:
    print("CHANGED: the routing driver has drivers")
    sys.exit(1)
print("as stated: the routing driver hands events to nobody")
PYTHON
