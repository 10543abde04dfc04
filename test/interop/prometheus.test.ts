import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { PrometheusMetrics } from "../../src/prometheus/index.js";
import { needs } from "../support/peers.js";
import { pythonOslo, pythonProgram } from "../support/python.js";
import { fakeTransport, serveThings } from "../unit/rpc/support.js";

/** The text of the standard input as Prometheus' own library reads it, and what oslo.metrics defines. */
const SCRIPT = `
import json, sys
from prometheus_client.parser import text_string_to_metric_families
from oslo_metrics.metrics import oslo_messaging
defined = {}
for attribute in vars(oslo_messaging).values():
    if hasattr(attribute, '_labelnames'):
        defined[attribute._name] = dict(
            labels=sorted(attribute._labelnames), type=attribute._type,
            bounds=[str(bound) for bound in getattr(attribute, '_upper_bounds', [])])
read = {}
for family in text_string_to_metric_families(sys.stdin.read()):
    read[family.name] = dict(type=family.type, samples=[
        dict(name=sample.name, labels=sample.labels, value=sample.value) for sample in family.samples])
json.dump(dict(defined=defined, read=read), sys.stdout)
`;

interface Answer {
  readonly defined: Record<string, { labels: string[]; type: string; bounds: string[] }>;
  readonly read: Record<
    string,
    { type: string; samples: { name: string; labels: Record<string, string>; value: number }[] }
  >;
}

describe("metrics for Prometheus beside oslo.metrics", needs(pythonOslo), () => {
  it("are read by Prometheus' library, and have the names, labels and buckets of oslo.metrics", async (test) => {
    const metrics = new PrometheusMetrics();
    const { client } = await serveThings(test, fakeTransport(test, { instrumentation: metrics }));
    await client.who();
    await assert.rejects(client.fail("declared"));
    const { stdout, stderr, status } = spawnSync(pythonProgram(), ["-c", SCRIPT], {
      input: metrics.metrics(),
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
    const { defined, read } = JSON.parse(stdout) as Answer;
    assert.equal(Object.keys(defined).length, 8);
    for (const [name, { labels, type, bounds }] of Object.entries(defined)) {
      const ours = read[name];
      assert.equal(ours?.type, type, name);
      const [sample] = ours.samples.filter((one) => !one.name.endsWith("_bucket"));
      assert.deepEqual(Object.keys(sample?.labels ?? {}).sort(), labels, name);
      if (type !== "histogram") continue;
      const first = ours.samples.filter(
        (one) => one.name === `${name}_bucket` && one.labels.method === "who",
      );
      assert.deepEqual(
        first.map(({ labels: { le } }) => Number(le === "+Inf" ? Number.POSITIVE_INFINITY : le)),
        bounds.map((bound) => (bound === "inf" ? Number.POSITIVE_INFINITY : Number(bound))),
        name,
      );
      assert.equal(first.at(-1)?.value, 1, name);
    }
  });
});
