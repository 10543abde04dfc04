"""The endpoints every peer server offers.

`report` is called as report(method, args, context) before a method runs.
"""
import time

import oslo_messaging
from oslo_messaging.rpc import expected_exceptions

import peer_errors


class Unlisted(Exception):
    """Raised by fail_unlisted; no client allows this module."""


class Sandbox:
    """The sandbox service: my-namespace 1.1."""

    def __init__(self, report, namespace="my-namespace", version="1.1"):
        self.target = oslo_messaging.Target(namespace=namespace, version=version)
        self._report = report

    def echo(self, context, value):
        self._report("echo", {"value": value}, context)
        return value

    def methodA(self, context, arg1, arg2=None):
        self._report("methodA", {"arg1": arg1, "arg2": arg2}, context)
        return {"arg1": arg1} if arg2 is None else {"arg1": arg1, "arg2": arg2}

    def common(self, context, **kwargs):
        self._report("common", kwargs, context)
        return kwargs

    def sink(self, context, payload):
        self._report("sink", {"payload": payload}, context)

    def sleep(self, context, seconds):
        self._report("sleep", {"seconds": seconds}, context)
        time.sleep(seconds)
        return seconds

    def fail(self, context, message):
        self._report("fail", {"message": message}, context)
        raise ValueError(message)

    @expected_exceptions(ValueError)
    def fail_expected(self, context, message):
        self._report("fail_expected", {"message": message}, context)
        raise ValueError(message)

    def fail_allowed(self, context, message, **kwargs):
        self._report("fail_allowed", {"message": message, **kwargs}, context)
        raise peer_errors.NotReady(message, **kwargs)

    def fail_unlisted(self, context, message):
        self._report("fail_unlisted", {"message": message}, context)
        raise Unlisted(message)

    def _hidden(self, context):
        """Not reachable: oslo.messaging refuses names that begin with an underscore."""
        self._report("_hidden", {}, context)


class Plain:
    """No target at all: the null namespace, version 1.0."""

    def __init__(self, report):
        self._report = report

    def whoami(self, context):
        self._report("whoami", {}, context)
        return "plain 1.0"


class Other:
    """A second namespace with another major version, and a legacy name for it."""

    def __init__(self, report):
        self.target = oslo_messaging.Target(namespace="other-namespace", version="2.3",
                                            legacy_namespaces=["old-namespace"])
        self._report = report

    def whoami(self, context):
        self._report("whoami", {}, context)
        return "other 2.3"


class Readiness:
    """Called by the server itself: a reply shows that its links are attached."""

    target = oslo_messaging.Target(namespace="peer-readiness", version="1.0")

    def check(self, context):
        return True


def all_endpoints(report, namespace, version):
    return [Sandbox(report, namespace, version), Plain(report), Other(report), Readiness()]
