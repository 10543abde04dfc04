#!/usr/bin/env bash
# Software: oslo.config 9.7.1 (Debian trixie, python3-oslo.config 1:9.7.1-*).
# Expected: a value is a template of other options. One whose `$name` names no option, as a password in an address may,
#   is refused with an error that tells of that name, or is taken as it is.
# Seen: in a group the error tells of the name. In [DEFAULT] it tells that the option itself, which is registered and
#   set, does not exist. It is an AttributeError as well, so that `getattr` with a default gives that without a word.
#   The file is read without an error; each comes when the option is asked for.
#     one$two in [DEFAULT]: NoSuchOptError: no such option url in group [DEFAULT]
#     one$two in [DEFAULT], getattr with a default: the default
#     one$two in [group]: NoSuchOptError: no such option two in group [DEFAULT]
#     one$$two in [DEFAULT]: amqp://user:one$two@host/
# Needs root; see support/debian.sh.
set -euo pipefail
# shellcheck source=findings/support/debian.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/debian.sh"

with_debian 'python3-oslo.config=1:9.7.1-*' <<'PYTHON'
import sys

from oslo_config import cfg
from oslo_option import conf_of


def told(read):
    try:
        return str(read())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def conf(password, group="DEFAULT"):
    return conf_of(cfg.StrOpt("url"), f"amqp://user:{password}@host/", group)


seen = {
    "one$two in [DEFAULT]": told(lambda: conf("one$two").url),
    "one$two in [DEFAULT], getattr with a default": told(lambda: getattr(conf("one$two"), "url", "the default")),
    "one$two in [group]": told(lambda: conf("one$two", "group").group.url),
    "one$$two in [DEFAULT]": told(lambda: conf("one$$two").url),
}
stated = [
    "NoSuchOptError: no such option url in group [DEFAULT]",
    "the default",
    "NoSuchOptError: no such option two in group [DEFAULT]",
    "amqp://user:one$two@host/",
]
for what, line in seen.items():
    print(f"{what}: {line}")
if list(seen.values()) != stated:
    print("CHANGED: the error names what follows the dollar")
    sys.exit(1)
print("as stated: the error names the option that is there")
PYTHON
