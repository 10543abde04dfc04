#!/usr/bin/env bash
# Software: oslo.config 9.7.1 (Debian trixie, python3-oslo.config 1:9.7.1-*).
# Expected: an option is what its file says, within `min` and `max`, or its default. An empty text is not an integer: it
#   is an error, as it is for a boolean and as 0 is below a `min` of 1, or leaves the default.
# Seen: an empty integer or float is None, whatever its default and its limits, and so is an empty item of a list of
#   integers. The code that compares or adds it fails later, elsewhere.
#     integer, 0: ConfigFileValueError
#     integer, empty: None
#     float, empty: None
#     boolean, empty: ConfigFileValueError
#     list of integers, 1,,2: [1, None, 2]
# Needs root; see support/debian.sh.
set -euo pipefail
# shellcheck source=findings/support/debian.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/debian.sh"

with_debian 'python3-oslo.config=1:9.7.1-*' <<'PYTHON'
import sys

from oslo_config import cfg
from oslo_option import conf_of


def read(option, text):
    try:
        return repr(conf_of(option, text).option)
    except Exception as error:
        return type(error).__name__


cases = {
    "integer, 0": (cfg.IntOpt("option", default=5, min=1), "0", "ConfigFileValueError"),
    "integer, empty": (cfg.IntOpt("option", default=5, min=1), "", "None"),
    "float, empty": (cfg.FloatOpt("option", default=0.5, max=1), "", "None"),
    "boolean, empty": (cfg.BoolOpt("option", default=True), "", "ConfigFileValueError"),
    "list of integers, 1,,2": (cfg.ListOpt("option", item_type=cfg.types.Integer(min=1)), "1,,2", "[1, None, 2]"),
}
seen = {what: read(option, text) for what, (option, text, _) in cases.items()}
for what, value in seen.items():
    print(f"{what}: {value}")
if any(value != cases[what][2] for what, value in seen.items()):
    print("CHANGED: an empty number is an error, or its default")
    sys.exit(1)
print("as stated: an empty number is None")
PYTHON
