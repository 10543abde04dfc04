#!/usr/bin/env bash
# Software: parse-prometheus-text-format 1.1.1, fed by prom-client 15.1.3 (npm).
# Expected: its README: it parses the Prometheus text format, and its "output aims to be compatible with that of
#   prom2json", which has one entry for each set of labels. By that format ("Histograms and summaries") each set of
#   labels besides `le` and `quantile` is a histogram or a summary of its own, with a sum and a count.
# Seen: of a histogram or a summary with labels one entry is left, with the buckets or quantiles of the set that comes
#   last, and without its labels, its sum and its count. A counter keeps all its sets.
#     histogram without labels: [{"buckets":{"1":"1","+Inf":"1"},"count":"1","sum":"0.5"}]
#     histogram of a and b: [{"buckets":{"1":"0","+Inf":"1"}}]
#     summary of a and b: [{"quantiles":{"0.5":"5"}}]
#     counter of a and b: [{"value":"0.5","labels":{"method":"a"}},{"value":"5","labels":{"method":"b"}}]
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm parse-prometheus-text-format@1.1.1 prom-client@15.1.3 <<'JS'
import parse from "parse-prometheus-text-format";
import { Counter, Histogram, Registry, Summary } from "prom-client";

// What is read of a metric that has seen the values, each under its labels.
async function read(Metric, ...values) {
  const registry = new Registry();
  const metric = new Metric({
    name: "seconds",
    help: "Of calls.",
    labelNames: Object.keys(values[0][0]),
    registers: [registry],
    ...(Metric === Histogram && { buckets: [1] }),
    ...(Metric === Summary && { percentiles: [0.5] }),
  });
  for (const [labels, value] of values) (metric.observe ?? metric.inc).call(metric, labels, value);
  return JSON.stringify(parse(await registry.metrics())[0].metrics);
}

const [a, b] = [
  [{ method: "a" }, 0.5],
  [{ method: "b" }, 5],
];
const cases = [
  [
    "histogram without labels",
    await read(Histogram, [{}, 0.5]),
    '[{"buckets":{"1":"1","+Inf":"1"},"count":"1","sum":"0.5"}]',
  ],
  ["histogram of a and b", await read(Histogram, a, b), '[{"buckets":{"1":"0","+Inf":"1"}}]'],
  ["summary of a and b", await read(Summary, a, b), '[{"quantiles":{"0.5":"5"}}]'],
  [
    "counter of a and b",
    await read(Counter, a, b),
    '[{"value":"0.5","labels":{"method":"a"}},{"value":"5","labels":{"method":"b"}}]',
  ],
];
let isStated = true;
for (const [what, seen, stated] of cases) {
  console.log(`${what}: ${seen}`);
  isStated &&= seen === stated;
}
if (!isStated) {
  console.log("CHANGED: other parts of histograms and summaries with labels are read");
  process.exit(1);
}
console.log("as stated: of those with labels the last buckets are left");
JS
