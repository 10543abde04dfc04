"""The client on Python's oslo.messaging: a thread for each request under way."""
import json
import sys
import threading
import time

import oslo_messaging

import bench_peer


def make_thing(size):
    thing = {"id": "3f2b8a14-6c1d-4e5f-9a7b-0c2d4e6f8a1b", "count": 7, "tags": ["a", "b"], "text": ""}
    short = len(json.dumps(thing, separators=(",", ":")))
    return dict(thing, text="x" * max(0, size - short))


def run_load(request, outstanding, seconds, bytes):
    thing = make_thing(bytes)
    first = []
    steady = []
    late = []
    steady_from = [0.0]
    start = time.monotonic()
    end = start + seconds

    def one():
        begun = time.monotonic()
        while begun < end:
            request(thing)
            now = time.monotonic()
            # As in load.ts: the first requests, which all begin at once, are not the usual case.
            if len(first) < outstanding:
                first.append((now - begun) * 1000)
                steady_from[0] = now
            else:
                (steady if now < end else late).append((now - begun) * 1000)
            begun = now

    threads = [threading.Thread(target=one) for _ in range(outstanding)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = (time.monotonic() - start) * 1000
    calls = len(first) + len(steady) + len(late)
    is_steady = len(steady) > outstanding / 2
    rate = len(steady) / (end - steady_from[0]) if is_steady else calls * 1000 / elapsed
    latencies = sorted(steady if is_steady else first + steady)

    def at(share):
        return latencies[min(len(latencies) - 1, int(len(latencies) * share))] if latencies else 0

    return {"calls": calls, "elapsed": elapsed, "rate": rate, "p50": at(0.5), "p99": at(0.99)}


def main():
    transport = bench_peer.transport(sys.argv[1])

    def client(topic, **more):
        return oslo_messaging.get_rpc_client(transport, bench_peer.target(topic, **more), timeout=30)

    topic = sys.argv[2]
    one, everyone = client(topic), client(topic + "-fanout", fanout=True)

    def operation(request):
        return lambda **load: run_load(request, **load)

    bench_peer.serve({
        "call": operation(lambda thing: one.call({}, "echo", value=thing)),
        "cast": operation(lambda thing: one.cast({}, "sink", value=thing)),
        "fanout": operation(lambda thing: everyone.cast({}, "sink", value=thing)),
    })


if __name__ == "__main__":
    main()
