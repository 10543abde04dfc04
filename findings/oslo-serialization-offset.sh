#!/usr/bin/env bash
# Software: oslo.serialization 5.7.0 (Debian trixie, python3-oslo.serialization 5.7.0-*), which oslo.messaging writes
#   its messages with.
# Expected: a datetime that knows its zone is written so that the moment stays the same: with its offset, or as UTC,
#   which is how the services read a text without one.
# Seen: the digits of the local time are written and the offset is dropped. Two moments five and a half hours apart
#   become one text.
#     12:00 UTC: "2026-01-02T12:00:00.000000"
#     12:00 at +05:30: "2026-01-02T12:00:00.000000"
# Needs root; see support/debian.sh.
set -euo pipefail
# shellcheck source=findings/support/debian.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/debian.sh"

with_debian 'python3-oslo.serialization=5.7.0-*' <<'PYTHON'
import sys
from datetime import datetime, timedelta, timezone
from importlib.metadata import version

from oslo_serialization import jsonutils

noon = datetime(2026, 1, 2, 12, tzinfo=timezone.utc)
elsewhere = datetime(2026, 1, 2, 12, tzinfo=timezone(timedelta(hours=5, minutes=30)))
texts = [jsonutils.dumps(noon), jsonutils.dumps(elsewhere)]
print("oslo.serialization", version("oslo.serialization"))
print("12:00 UTC:", texts[0])
print("12:00 at +05:30:", texts[1])
if texts != ['"2026-01-02T12:00:00.000000"'] * 2:
    print("CHANGED: the offset of a datetime counts")
    sys.exit(1)
print("as stated: the offset of a datetime is dropped")
PYTHON
