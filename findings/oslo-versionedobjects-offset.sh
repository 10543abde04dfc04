#!/usr/bin/env bash
# Software: oslo.versionedobjects 3.6.0 (Debian trixie, python3-oslo.versionedobjects 3.6.0-*).
# Expected: the docstrings of its base module: obj_from_primitive reads what obj_to_primitive made. A DateTimeField
#   takes a datetime of any offset, and texts as 2026-01-02T03:04:05+02:00, so a datetime of that offset comes back.
# Seen: such a datetime is taken, and written with its zone's name behind it, which no object reads again: the caller
#   has no error, the receiver has. From the text it gets a zone of the name +02:00, which passes. A ZoneInfo cannot be
#   written at all.
#     datetime of UTC: 2026-01-02T03:04:05Z comes back
#     datetime of +02:00: 2026-01-02T03:04:05UTC+02:00 ValueError
#     text of +02:00: 2026-01-02T03:04:05+02:00 comes back
#     datetime of Europe/Berlin: TypeError when it is written
# Needs root; see support/debian.sh.
set -euo pipefail
# shellcheck source=findings/support/debian.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/debian.sh"
with_debian 'python3-oslo.versionedobjects=3.6.0-*' tzdata <<'PYTHON'
import datetime
import sys
import warnings
import zoneinfo
from importlib.metadata import version

warnings.simplefilter("ignore")
from oslo_versionedobjects import base, fields

print("oslo.versionedobjects", version("oslo.versionedobjects"))


@base.VersionedObjectRegistry.register
class Event(base.VersionedObject):
    VERSION = "1.0"
    OBJ_PROJECT_NAMESPACE = "finding"
    fields = {"at": fields.DateTimeField()}


def passed(at):
    event = Event(at=at)
    try:
        primitive = event.obj_to_primitive()
    except Exception as error:
        return f"{type(error).__name__} when it is written"
    written = primitive["versioned_object.data"]["at"]
    try:
        read = Event.obj_from_primitive(primitive)
    except Exception as error:
        return f"{written} {type(error).__name__}"
    return f"{written} {'comes back' if read.at == event.at else 'comes back as another'}"


def of(zone):
    return datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=zone)


CASES = [
    ("datetime of UTC", of(datetime.timezone.utc), "2026-01-02T03:04:05Z comes back"),
    (
        "datetime of +02:00",
        of(datetime.timezone(datetime.timedelta(hours=2))),
        "2026-01-02T03:04:05UTC+02:00 ValueError",
    ),
    ("text of +02:00", "2026-01-02T03:04:05+02:00", "2026-01-02T03:04:05+02:00 comes back"),
    ("datetime of Europe/Berlin", of(zoneinfo.ZoneInfo("Europe/Berlin")), "TypeError when it is written"),
]
is_stated = True
for name, at, stated in CASES:
    seen = passed(at)
    print(f"{name}: {seen}")
    is_stated = is_stated and seen == stated
if not is_stated:
    print("CHANGED: a datetime with an offset comes back, or is written otherwise")
    sys.exit(1)
print("as stated: a datetime with an offset cannot be read again")
PYTHON
