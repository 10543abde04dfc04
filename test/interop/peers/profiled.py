"""A program of osprofiler's, as OpenStack's services use it: `begin KEY` or `go-on TRACE_INFO`, answered with JSON."""
import json
import sys
import warnings

warnings.simplefilter("ignore")

from osprofiler import _utils, notifier, profiler, web

seen = []
notifier.set(seen.append)


def trace_info():
    """What a service puts into the context of its calls."""
    current = profiler.get()
    return {
        "hmac_key": current.hmac_key,
        "base_id": current.get_base_id(),
        "parent_id": current.get_id(),
    }


step, argument = sys.argv[1:]
if step == "begin":
    profiler.init(argument)
else:
    profiler.init(**json.loads(argument))
headers = web.get_trace_id_headers()
signed = _utils.signed_unpack(
    headers[web.X_TRACE_INFO], headers[web.X_TRACE_HMAC], [profiler.get().hmac_key]
)
profiler.start("rpc")
answer = {
    "trace_info": trace_info(),
    "signed": signed,
    "told": {name: seen[0][name] for name in ("base_id", "parent_id", "trace_id")},
    # As its drivers for OpenTelemetry and Jaeger shorten them.
    "trace": "%032x" % _utils.uuid_to_int128(seen[0]["base_id"]),
    "parent": "%016x" % _utils.shorten_id(seen[0]["parent_id"]),
    "span": "%016x" % _utils.shorten_id(seen[0]["trace_id"]),
}
profiler.stop()
print(json.dumps(answer))
