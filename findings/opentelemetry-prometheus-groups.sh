#!/usr/bin/env bash
# Software: @opentelemetry/exporter-prometheus 0.223.0, @opentelemetry/sdk-metrics 2.12.1 (npm).
# Expected: Prometheus' page "Exposition formats", text format: "Only one HELP line may exist for any given metric
#   name", the same for TYPE, and all lines of a metric are one group. OpenTelemetry's page "Prometheus and OpenMetrics
#   Compatibility", instrumentation scope: the label otel_scope_name tells the scopes of equal metrics apart.
# Seen: two scopes with a counter of the same name, as two libraries that follow one semantic convention have, give two
#   groups of that name, each with its HELP and its TYPE, and other metrics between them.
#     TYPE lines of calls_total: 2
#     samples of calls_total: 2, on lines that do not follow one another
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm @opentelemetry/exporter-prometheus@0.223.0 @opentelemetry/sdk-metrics@2.12.1 @opentelemetry/api@1.9.1 <<'JS'
import { PrometheusExporter, PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { MeterProvider } from "@opentelemetry/sdk-metrics";

const exporter = new PrometheusExporter({ preventServerStart: true });
const provider = new MeterProvider({ readers: [exporter] });
for (const scope of ["first", "second"]) {
  const meter = provider.getMeter(scope);
  meter.createCounter("calls", { description: "Calls" }).add(1);
  meter.createGauge(`${scope}_gauge`).record(1);
}
const { resourceMetrics } = await exporter.collect();
const lines = new PrometheusSerializer().serialize(resourceMetrics).split("\n");
const at = (start) => lines.flatMap((each, index) => (each.startsWith(start) ? [index] : []));
const types = at("# TYPE calls_total ").length;
const helps = at("# HELP calls_total ").length;
const samples = at("calls_total{");
const isApart = samples.length === 2 && at("first_gauge{").some((index) => index > samples[0] && index < samples[1]);
console.log(lines.filter((each) => /calls|gauge\{/.test(each)).join("\n"));
console.log(`TYPE lines of calls_total: ${types}`);
const where = isApart ? "on lines that do not follow one another" : "together";
console.log(`samples of calls_total: ${samples.length}, ${where}`);
if (types !== 2 || helps !== 2 || !isApart) {
  console.log("CHANGED: metrics of one name are one group");
  process.exit(1);
}
console.log("as stated: metrics of one name are two groups");
JS
