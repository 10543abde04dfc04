"""A server of oslo.messaging and its clients, for a finding."""

import contextlib
import warnings
from importlib.metadata import version

warnings.simplefilter("ignore")
import oslo_messaging
from oslo_config import cfg

print("oslo.messaging", version("oslo.messaging"), flush=True)


@contextlib.contextmanager
def served(endpoint, url="rabbit://guest:guest@127.0.0.1:5672/", conf=cfg.CONF, **transport_options):
    """Serves an endpoint as long as it is entered, and gives what makes a client of it, with its options."""
    conf([], default_config_files=[])
    transport = oslo_messaging.get_rpc_transport(conf, url, **transport_options)
    target = oslo_messaging.Target(topic="topic", server="server")
    server = oslo_messaging.get_rpc_server(transport, target, [endpoint], executor="threading")
    server.start()
    try:
        yield lambda **options: oslo_messaging.get_rpc_client(
            transport, oslo_messaging.Target(topic="topic"), **options
        )
    finally:
        server.stop()
        server.wait()
