#!/usr/bin/env bash
# Software: oslo.messaging 16.1.0 (Debian trixie, python3-oslo.messaging 16.1.0-*).
# Expected: its queue manager's class comment: it works across processes by a file in shared memory and a lock "to
#   avoid assigning the same queue name twice (or more) to different processes". The option use_queue_manager asks for
#   nothing else ("Should we use consistant queue names or random ones").
# Seen: the file holds one process group and its counter. Two programs with the same hostname and processname that are
#   not of one group, as two shells or two units start them, each begin at 1 whenever the other was there last: they
#   get the same names, and one program gets a name twice. And where the leader of the group has ended there is no name:
#   the start of the group is read from its entry in /proc. 18.3.0 does the same.
#     of two groups: first host:program:1, second host:program:1, first host:program:1
#     of one group: first host:program:1, second host:program:2, first host:program:3
#     leader ended: FileNotFoundError
# Needs root; see support/debian.sh.
set -euo pipefail
# shellcheck source=findings/support/debian.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/debian.sh"

with_debian 'python3-oslo.messaging=16.1.0-*' <<'PYTHON'
import os
import subprocess
import sys
from importlib.metadata import version

# A program that prints a name for each line that it reads.
NAMER = """
from oslo_concurrency import lockutils
from oslo_messaging._drivers.amqpdriver import QManager
lockutils.set_defaults("/tmp/locks")
manager = QManager("host", "program")
while input():
    print(manager.get(), flush=True)
"""
# Ends when its child is started, which asks for a name when no entry of its group's leader is left.
LEADER = """
import os, sys, time
if os.fork():
    os._exit(0)
deadline = time.monotonic() + 20
while os.path.exists(f"/proc/{os.getpgrp()}") and time.monotonic() < deadline:
    time.sleep(0.01)
from oslo_messaging._drivers.amqpdriver import QManager
try:
    QManager("host", "other")
    print("a name")
except Exception as error:
    print(type(error).__name__)
"""


class Program:
    def __init__(self, group):
        self.process = subprocess.Popen(
            [sys.executable, "-c", NAMER],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, process_group=group,
        )

    def name(self):
        self.process.stdin.write("next\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def end(self):
        self.process.stdin.write("\n")
        self.process.stdin.close()
        self.process.wait()


def names(first, second):
    try:
        return [first.name(), second.name(), first.name()]
    finally:
        second.end()
        first.end()
        os.unlink("/dev/shm/host_program_qmanager")


def tell(what, got):
    print(f"{what}: first {got[0]}, second {got[1]}, first {got[2]}")


print("oslo.messaging", version("oslo.messaging"))
os.makedirs("/dev/shm", exist_ok=True)
of_two = names(Program(0), Program(0))
tell("of two groups", of_two)
first = Program(0)
of_one = names(first, Program(first.process.pid))
tell("of one group", of_one)
leader = subprocess.Popen(
    [sys.executable, "-c", LEADER], stdout=subprocess.PIPE, text=True, process_group=0
)
leader.wait()
without = leader.stdout.read().strip()
print("leader ended:", without)

one_to_three = [f"host:program:{count}" for count in (1, 2, 3)]
if of_two != ["host:program:1"] * 3 or of_one != one_to_three or without != "FileNotFoundError":
    print("CHANGED: the names of two groups differ, or a group needs no leader")
    sys.exit(1)
print("as stated: two groups get the same names, and one without its leader gets none")
PYTHON
