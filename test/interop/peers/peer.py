"""What the peer programs share: configuration, and JSON lines on standard output.

A line may hold NaN and integers of any size, as Python's json writes them.
"""
import argparse
import json
import logging
import platform
import os
import signal
import sys
import threading
from importlib import metadata

from oslo_config import cfg
from oslo_messaging import opts
from oslo_serialization import jsonutils

_output = threading.Lock()


def emit(record):
    """Writes one JSON line."""
    line = json.dumps(record, default=jsonutils.to_primitive)
    with _output:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def argument_parser(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--url", required=True)
    parser.add_argument("--topic", default="my-topic")
    parser.add_argument("--exchange", default="my-exchange")
    parser.add_argument("--config-file", help="a configuration file of a service")
    parser.add_argument("--set", dest="overrides", action="append", default=[], metavar="[GROUP.]OPTION=VALUE",
                        help="a configuration option; the group is oslo_messaging_amqp unless given")
    parser.add_argument("--debug", action="store_true", help="log everything on standard error")
    return parser


def configure(options):
    """Prepares the global configuration: the driver reads that one, whatever is passed to it."""
    logging.basicConfig(level=logging.DEBUG if options.debug else logging.WARNING, stream=sys.stderr)
    # The driver announces its own deprecation on every start.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    files = [options.config_file] if options.config_file else []
    cfg.CONF([], project="peer", default_config_files=files)
    # Not the copies that list_opts gives: one that is marked as deprecated, and set, is no longer equal to its copy once
    # it has been read, and the next transport would not register it again.
    for group, group_options in opts._opts:
        cfg.CONF.register_opts(group_options, group=group)
    for override in options.overrides:
        name, value = override.split("=", 1)
        group, _, option = name.rpartition(".")
        group = {"": "oslo_messaging_amqp", "DEFAULT": None}.get(group, group)
        cfg.CONF.set_override(option, value, group=group)
    if "oslo_messaging_tracing" in cfg.CONF and cfg.CONF.oslo_messaging_tracing.tracing_enabled:
        emit_spans()
    return cfg.CONF


def emit_spans():
    """Tells each span that ends as a line; oslo.messaging takes a provider that is there already."""
    from opentelemetry import trace
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult

    class Lines(SpanExporter):
        def export(self, spans):
            for span in spans:
                emit({"event": "span", "name": span.name, "kind": span.kind.name,
                      "trace": format(span.context.trace_id, "032x"), "id": format(span.context.span_id, "016x"),
                      "parent": span.parent and format(span.parent.span_id, "016x")})
            return SpanExportResult.SUCCESS

    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(Lines()))
    trace.set_tracer_provider(provider)


def leave(*_signal):
    """Ends the process at once: cleaning up a transport may block for ten seconds."""
    sys.stdout.flush()
    os._exit(0)


def leave_on_sigterm():
    signal.signal(signal.SIGTERM, leave)


def ready():
    """Says that the program is up, and which versions it runs."""
    versions = {"Python": platform.python_version()}
    for package in ("oslo.messaging", "pyngus", "kombu", "amqp"):
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            pass
    emit({"event": "ready", "versions": versions})
