#!/usr/bin/env bash
# Software: oslo.serialization 5.7.0 (Debian trixie, python3-oslo.serialization 5.7.0-*), which oslo.messaging writes
#   its messages with.
# Expected: what can be iterated is written as a list, as sets, views, `map` and `filter` are, and what has no form in
#   JSON raises a ValueError, "Cannot convert ... to primitive". Addresses and networks, of ipaddress as of netaddr, are
#   written as their text.
# Seen: a generator is written as the text of its repr, with its address in memory, and no error is raised. A network
#   of ipaddress is written as the list of all its addresses.
#     map: ["1", "2"]
#     generator of the same: "<generator object ...>"
#     address of ipaddress: "192.0.2.1"
#     network of ipaddress: ["192.0.2.0", "192.0.2.1", "192.0.2.2", "192.0.2.3"]
#     network of netaddr: "192.0.2.0/30"
# Needs root; see support/debian.sh.
set -euo pipefail
# shellcheck source=findings/support/debian.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/debian.sh"

with_debian 'python3-oslo.serialization=5.7.0-*' <<'PYTHON'
import ipaddress
import json
import re
import sys
from importlib.metadata import version

import netaddr
from oslo_serialization import jsonutils

mapped = jsonutils.dumps(map(str, [1, 2]))
generated = re.sub(" object .*>", " object ...>", jsonutils.dumps(str(each) for each in [1, 2]))
address = jsonutils.dumps(ipaddress.ip_address("192.0.2.1"))
network = jsonutils.dumps(ipaddress.ip_network("192.0.2.0/30"))
other = jsonutils.dumps(netaddr.IPNetwork("192.0.2.0/30"))
print("oslo.serialization", version("oslo.serialization"))
print("map:", mapped)
print("generator of the same:", generated)
print("address of ipaddress:", address)
print("network of ipaddress:", network)
print("network of netaddr:", other)
if mapped != '["1", "2"]' or address != '"192.0.2.1"' or other != '"192.0.2.0/30"':
    print("CHANGED: map, an address or a network of netaddr is written in another way")
    sys.exit(1)
if generated != '"<generator object ...>"' or json.loads(network) != [f"192.0.2.{each}" for each in range(4)]:
    print("CHANGED: a generator is a list, or a network a text")
    sys.exit(1)
print("as stated: a generator becomes its repr, a network all its addresses")
PYTHON
