#!/usr/bin/env bash
# Software: oslo.messaging 16.1.0 (Debian trixie, python3-oslo.messaging 16.1.0-*) over RabbitMQ 4.0.5.
# Expected: the documentation of RPCClient.call: an exception of a module in allowed_remote_exmods is raised again, and
#   the name of its class then ends with _Remote, so that it is told from a local one; any other becomes a RemoteError.
# Seen: so it is for a class of one's own. A built-in exception is raised though nobody allows it, by its plain name,
#   and a text, the message and the server's traceback, takes the place of its first argument: the key of a KeyError is
#   lost. An OSError becomes the class of its number, whose text alone shows no traceback.
#     Own('name'): Own_Remote, arguments ('name'), text with the traceback
#     KeyError('name'): KeyError, arguments (a text with the traceback), text with the traceback
#     FileNotFoundError(2, 'none'): FileNotFoundError, arguments (a text with the traceback, 'none'),
#       text without a traceback
# Needs root; see support/debian.sh.
set -euo pipefail
# shellcheck source=findings/support/rabbitmq.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/rabbitmq.sh"

with_rabbitmq 'python3-oslo.messaging=16.1.0-*' <<'PYTHON'
import logging
import sys

from oslo_rpc import served


class Own(Exception):
    pass


ERRORS = [Own("name"), KeyError("name"), OSError(2, "none")]
STATED = [
    "Own_Remote, arguments ('name'), text with the traceback",
    "KeyError, arguments (a text with the traceback), text with the traceback",
    "FileNotFoundError, arguments (a text with the traceback, 'none'), text without a traceback",
]


class Endpoint:
    def method(self, context, number):
        raise ERRORS[number]


def has_trace(text):
    return "Traceback (most recent call last)" in text


def call(client, number):
    try:
        client.call({}, "method", number=number)
    except Exception as error:
        arguments = ["a text with the traceback" if has_trace(str(each)) else repr(each) for each in error.args]
        text = f"text {'with the' if has_trace(str(error)) else 'without a'} traceback"
        return f"{type(error).__name__}, arguments ({', '.join(arguments)}), {text}"


# The server logs each exception.
logging.disable()
with served(Endpoint(), allowed_remote_exmods=["__main__"]) as client_with:
    client = client_with(timeout=30)
    seen = [call(client, number) for number in range(len(ERRORS))]
for error, line in zip(ERRORS, seen):
    print(f"{error!r}: {line}")
if seen != STATED:
    print("CHANGED: a built-in exception is raised as one's own is")
    sys.exit(1)
print("as stated: a built-in exception has no suffix and loses its first argument")
PYTHON
