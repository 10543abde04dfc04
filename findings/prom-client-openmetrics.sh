#!/usr/bin/env bash
# Software: prom-client 15.1.3 (npm), with a registry of the content type of OpenMetrics.
# Expected: OpenMetrics 1.0, section "Canonical Numbers": le is rendered as Go does, with ".0" where there is neither a
#   point nor an exponent (1.0, 10.0, 1e-05); any other rendering "MUST NOT be used" for it. The ABNF (escaped-string):
#   a quote in a HELP text is escaped, as one in a label is.
# Seen: le is rendered as JavaScript does, and a quote in HELP stays as it is. A bucket that a service in another
#   language calls 1.0 has another name here, so that the two are not added up.
#     le of 0.00001, 0.5, 1, 10: 0.00001 0.5 1 10 +Inf
#     HELP: # HELP seconds say "hi"
#     a label: text="say \"hi\""
set -euo pipefail
# shellcheck source=findings/support/npm.sh
source "$(dirname "${BASH_SOURCE[0]}")/support/npm.sh"
with_npm prom-client@15.1.3 <<'JS'
import client from "prom-client";

const registry = new client.Registry();
registry.setContentType(client.Registry.OPENMETRICS_CONTENT_TYPE);
const histogram = new client.Histogram({
  name: "seconds",
  help: 'say "hi"',
  labelNames: ["text"],
  buckets: [0.00001, 0.5, 1, 10],
  registers: [registry],
});
histogram.observe({ text: 'say "hi"' }, 1);
const text = await registry.metrics();
const les = [...text.matchAll(/le="([^"]*)"/g)].map(([, le]) => le).join(" ");
const [help] = /^# HELP .*$/m.exec(text);
const [label] = /text="say.*?hi\\?"+/.exec(text);
console.log(`le of 0.00001, 0.5, 1, 10: ${les}`);
console.log(`HELP: ${help}`);
console.log(`a label: ${label}`);
if (les !== "0.00001 0.5 1 10 +Inf" || help !== '# HELP seconds say "hi"' || label !== 'text="say \\"hi\\""') {
  console.log("CHANGED: le is canonical, or a quote in HELP is escaped");
  process.exit(1);
}
console.log("as stated: le is not canonical, and a quote in HELP is not escaped");
JS
