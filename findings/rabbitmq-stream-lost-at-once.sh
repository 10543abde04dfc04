#!/usr/bin/env bash
# Software: RabbitMQ 4.0.5 (Debian trixie, rabbitmq-server 4.0.5-6+deb13u2).
# Expected: RabbitMQ's page on streams: a stream is always durable. So one whose declaration was answered is there after
#   the node has lost its power, whenever that was.
# Seen: a node that is killed before its first stream is a second old forgets the process that keeps account of all its
#   streams. The queue is listed as down; it is not found by a consumer, is refused when it is declared again, and no
#   start changes that. In a cluster the other nodes go on, and this one serves no stream any more. The file that is
#   late is names.dets of the Raft library Ra, which is written half a second after its last use. 4.3.6 does the same,
#   but a queue that is deleted there can be declared anew.
#     killed 3 s after the declaration: 1 start, there; 2 starts, there
#     killed at once: 1 start, NOT_FOUND; 2 starts, NOT_FOUND
# Needs root; see support/rabbitmq.sh.
set -euo pipefail
# shellcheck source=findings/support/rabbitmq.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/rabbitmq.sh"

with_rabbitmq <<'PYTHON'
import os
import re
import signal
import subprocess
import sys
import time

import pika

STREAM = {"x-queue-type": "stream"}
parameters = pika.ConnectionParameters("127.0.0.1", socket_timeout=5)


def nodes():
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/comm") as name:
                if name.read().strip() == "beam.smp":
                    yield int(pid)
        except OSError:
            pass


def kill():
    for pid in nodes():
        os.kill(pid, signal.SIGKILL)
    while list(nodes()):
        time.sleep(0.05)


def start(folder):
    """Starts a node with its data in a folder of its own."""
    environment = {**os.environ, "RABBITMQ_MNESIA_BASE": f"/tmp/{folder}"}
    server = subprocess.Popen(
        "/usr/lib/rabbitmq/bin/rabbitmq-server",
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    for line in server.stdout:
        if "Server startup complete" in line:
            return
    sys.exit("RabbitMQ did not start")


def declare():
    connection = pika.BlockingConnection(parameters)
    try:
        connection.channel().queue_declare("log", durable=True, arguments=STREAM)
        return "there"
    except pika.exceptions.ChannelClosedByBroker as error:
        return re.match(r"[A-Z_]*", error.reply_text).group()


def after(seconds):
    """What becomes of a declared stream when its node is killed after so many seconds."""
    folder = f"after-{seconds}"
    os.mkdir(f"/tmp/{folder}")
    start(folder)
    if declare() != "there":
        sys.exit("no stream to begin with")
    time.sleep(seconds)
    seen = []
    for _ in range(2):
        kill()
        start(folder)
        # A node that has just started does not know all of its streams yet.
        time.sleep(5)
        seen.append(declare())
    kill()
    when = f"{seconds} s after the declaration" if seconds else "at once"
    print(f"killed {when}: 1 start, {seen[0]}; 2 starts, {seen[1]}")
    return seen


kill()
if after(3) != ["there"] * 2 or "there" in after(0):
    print("CHANGED: both are there, or neither")
    sys.exit(1)
print("as stated: a stream is lost with a node that is killed right after its declaration")
PYTHON
