#!/usr/bin/env bash
# Software: @opentelemetry/exporter-prometheus 0.223.0, @opentelemetry/sdk-metrics 2.12.1 (npm).
# Expected: OpenTelemetry's page "Prometheus and OpenMetrics Compatibility", metric attributes: a label's name is
#   [a-zA-Z_][a-zA-Z0-9_]*; where several attributes come to one label, their values are joined by ";", in the order of
#   the attributes' names. Prometheus refuses a whole scrape with a label that is there twice.
# Seen: a label is written once for each such attribute, and one that begins with a digit stays as it is, while the
#   same digit at the start of a metric's name gets an underscore before it.
#     attributes a.b, a_b: {a_b="1",a_b="2"}
#     attribute 5xx: {5xx="1"}
#     metric 5xx: _5xx
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm @opentelemetry/exporter-prometheus@0.223.0 @opentelemetry/sdk-metrics@2.12.1 @opentelemetry/api@1.9.1 <<'JS'
import { PrometheusExporter, PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { MeterProvider } from "@opentelemetry/sdk-metrics";

async function line(name, attributes) {
  const exporter = new PrometheusExporter({ preventServerStart: true });
  const meter = new MeterProvider({ readers: [exporter] }).getMeter("finding");
  meter.createGauge(name).record(1, attributes);
  const { resourceMetrics } = await exporter.collect();
  const lines = new PrometheusSerializer().serialize(resourceMetrics).split("\n");
  const [, metric, labels] = /^(\w+)\{(.*)\}/.exec(lines.find((each) => /^_?(gauge|5xx)\{/.test(each)));
  return { metric, labels: `{${labels.replace(/,?otel_scope_name="finding"/, "")}}` };
}

const twice = (await line("gauge", { "a.b": "1", a_b: "2" })).labels;
const digit = (await line("gauge", { "5xx": "1" })).labels;
const { metric } = await line("5xx", {});
console.log(`attributes a.b, a_b: ${twice}`);
console.log(`attribute 5xx: ${digit}`);
console.log(`metric 5xx: ${metric}`);
if (twice !== '{a_b="1",a_b="2"}' || digit !== '{5xx="1"}' || metric !== "_5xx") {
  console.log("CHANGED: labels are joined, or their names are valid");
  process.exit(1);
}
console.log("as stated: a label is there twice, another begins with a digit");
JS
