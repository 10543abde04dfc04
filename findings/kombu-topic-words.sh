#!/usr/bin/env bash
# Software: kombu 5.5.3 (Debian trixie, python3-kombu 5.5.3-*), its transport memory://.
# Expected: kombu's reference of Exchange: the key is of words with dots between them, "*" matches a single word and "#"
#   zero or more; of Binding: "*.stock.#" matches the keys "usd.stock" and "eur.stock.db".
# Seen: the dots beside a "#" have to be there, so that it stands for one word at least, and a "*" takes any number of
#   words. These exchanges are those of kombu's virtual transports, from which that of Redis derives as well.
#     *.stock.# usd.stock: not delivered
#     *.stock.# eur.stock.db: delivered
#     #.stock stock: not delivered
#     a.*.c a.b.x.c: delivered
#     * a.b: delivered
# Needs root; see support/debian.sh.
set -euo pipefail
# shellcheck source=findings/support/debian.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/debian.sh"
with_debian 'python3-kombu=5.5.3-*' <<'PYTHON'
import sys

import kombu

print("kombu", kombu.__version__)


def is_delivered(number, pattern, key):
    with kombu.Connection("memory://") as connection:
        channel = connection.channel()
        exchange = kombu.Exchange(f"exchange-{number}", type="topic")
        queue = kombu.Queue(f"queue-{number}", exchange, routing_key=pattern)(channel)
        queue.declare()
        kombu.Producer(channel, exchange).publish("event", routing_key=key)
        return queue.get() is not None


CASES = [
    # pattern, routing key, whether it is delivered
    ("*.stock.#", "usd.stock", False),
    ("*.stock.#", "eur.stock.db", True),
    ("#.stock", "stock", False),
    ("a.*.c", "a.b.c", True),
    ("a.*.c", "a.b.x.c", True),
    ("*", "a.b", True),
]
is_stated = True
for number, (pattern, key, stated) in enumerate(CASES):
    seen = is_delivered(number, pattern, key)
    print(f"{pattern} {key}: {'delivered' if seen else 'not delivered'}")
    is_stated = is_stated and seen is stated
if not is_stated:
    print("CHANGED: a # matches no word as well, or a * one word alone")
    sys.exit(1)
print("as stated: a # matches one word at least, a * any number of them")
PYTHON
