"""Says what live Python classes are, for the test of the import: names, arguments, defaults and versions.

Run inside a place that has the packages; reads a list of {"endpoint": "module:Class", "client": "module:Class",
"before": ["module:function"]} on stdin and writes JSON on stdout. A client's methods are run with a stand-in for the client that records what they send.
"""
import importlib
import inspect
import json
import sys
from unittest import mock


def load(path):
    module, name = path.split(":")
    return getattr(importlib.import_module(module), name)


def plain(value):
    if value is inspect.Parameter.empty:
        return {"required": True}
    try:
        return {"required": False, "default": json.loads(json.dumps(value))}
    except TypeError:
        return {"required": False, "unknown": True}


def methods_of(cls):
    found = {}
    for name, function in inspect.getmembers(cls, inspect.isfunction):
        if name.startswith("_"):
            continue
        parameters = list(inspect.signature(function).parameters.values())
        named = [p for p in parameters[2:] if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
        found[name] = {
            "context": parameters[1].name if len(parameters) > 1 else None,
            "params": [dict(name=p.name, **plain(p.default)) for p in named],
            "open": any(p.kind == p.VAR_KEYWORD for p in parameters),
            "periodic": bool(getattr(function, "_periodic_task", False)),
            "inherited": name not in cls.__dict__,
        }
    return found


class Recorder:
    """Stands for an RPCClient that can send every version."""

    def __init__(self, calls, target, version=None, fanout=False):
        self._calls, self.target, self._version, self._fanout = calls, target, version, fanout

    def can_send_version(self, version=None):
        return True

    def prepare(self, version=None, fanout=None, **others):
        return Recorder(self._calls, self.target, version or self._version, bool(fanout) or self._fanout)

    def call(self, ctxt, method, **kwargs):
        self._calls.append((method, "call", self._version, sorted(kwargs)))
        return mock.MagicMock()

    def cast(self, ctxt, method, **kwargs):
        self._calls.append((method, "cast", self._version, sorted(kwargs)))


def calls_of(cls):
    """What each public method of a client class sends, by the name on the wire."""
    sent = {}
    for name, function in inspect.getmembers(cls, inspect.isfunction):
        if name.startswith("_"):
            continue
        calls = []
        recorder = Recorder(calls, mock.MagicMock())
        # Attributes that its constructor would set, and that say nothing of what is sent.
        stand_in = type(cls.__name__, (cls,), {"__getattr__": lambda self, name: mock.MagicMock()})
        client = stand_in.__new__(stand_in)
        router = mock.MagicMock()
        router.client.return_value = recorder
        for attribute in ("client", "_client"):
            try:
                setattr(client, attribute, recorder)
            except AttributeError:
                pass
        with mock.patch.object(cls, "router", router, create=True):
            parameters = list(inspect.signature(function).parameters.values())[1:]
            given = {}
            for p in parameters:
                if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY):
                    given[p.name] = mock.MagicMock(name=p.name)
            try:
                function(client, **given)
            except Exception as error:  # what it sent before counts
                sent.setdefault("!" + name, repr(error)[:200])
        for method, way, version, arguments in calls:
            sent.setdefault(method, []).append({"way": way, "version": version, "arguments": arguments})
    return sent


def prepare_options():
    """Registers what the services' options come from, as their programs do when they start."""
    from oslo_config import cfg
    from oslo_messaging import conffixture

    conffixture.ConfFixture(cfg.CONF).setUp()


def main():
    prepare_options()
    out = []
    for pair in json.load(sys.stdin):
        entry = dict(pair)
        try:
            for path in pair.get("before", []):
                load(path)()
            if pair.get("endpoint"):
                cls = load(pair["endpoint"])
                target = getattr(cls, "target", None)
                entry["version"] = getattr(target, "version", None)
                entry["namespace"] = getattr(target, "namespace", None)
                entry["methods"] = methods_of(cls)
            if pair.get("client"):
                entry["calls"] = calls_of(load(pair["client"]))
        except Exception as error:
            entry["failed"] = "%s: %s" % (type(error).__name__, error)
        out.append(entry)
    json.dump(out, sys.stdout)


main()
