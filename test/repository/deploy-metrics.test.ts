import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { linesOf } from "../../src/http/prometheus-text.js";
import type { Operation } from "../../src/instrumentation/index.js";
import type {
  InstrumentationEvent,
  InstrumentedNotification,
} from "../../src/instruments/instrumentation.js";
import { RequestContext } from "../../src/messaging/request-context.js";
import { PrometheusMetrics } from "../../src/prometheus/index.js";
import { Router } from "../../src/router/index.js";
import { routerMetrics } from "../../src/router/router-metrics.js";
import { readPromql } from "../support/promql.js";

const DEPLOY = fileURLToPath(new URL("../../deploy/", import.meta.url));
/** Labels that Prometheus itself adds to all that it scrapes. */
const OF_PROMETHEUS = ["job", "instance"];

const transport = { driver: "rabbit", host: "broker", port: 5672, exchange: "openstack" };
const target = { topic: "things", server: "one" };
const context = new RequestContext();
const request = {
  kind: "call",
  method: "join",
  isKnown: true,
  service: "Things",
  namespace: undefined,
  version: "1.0",
  context,
  target,
  transport,
} as const;
const notification: InstrumentedNotification = {
  context,
  eventType: "thing.created",
  priority: "info",
  publisherId: "here",
  messageId: undefined,
};
const operations: readonly Operation[] = [
  { ...request, type: "send-request", timeout: 1 },
  { ...request, type: "handle-request", waited: 0 },
  { type: "send-notification", notification, target, transport },
  { type: "handle-notifications", notifications: [notification], targets: [target], transport },
];
const states = ["connected", "lost", "connected"] as const;
const events: readonly InstrumentationEvent[] = [
  ...states.map((state) => ({ type: "connection", state, error: undefined, transport }) as const),
  { type: "late-reply", transport },
  { type: "heartbeat-sent", method: "join", transport },
  { type: "heartbeat-received", transport },
  { type: "redelivery", of: "request", transport },
  { type: "withdrawn", method: "join", transport },
  { type: "unreadable", transport },
];

/** The labels of each series as it is written, in programs where everything has happened. */
function seriesOfAll(): ReadonlyMap<string, readonly string[]> {
  const metrics = new PrometheusMetrics();
  for (const operation of operations) metrics.started(operation)?.ended("error", new TypeError("seen"));
  for (const event of events) metrics.happened(event);
  metrics.observe("part", {
    health: { healthy: true, ready: true, repairs: 0, running: 0, waiting: 0, limit: 1 },
  });
  const families = [...metrics.snapshot(), ...routerMetrics(new Router())];
  for (const { name, samples } of families) assert.ok(samples.length > 0, `nothing is counted as ${name}`);
  const lines = families.flatMap((family) => linesOf(family));
  return new Map(lines.map(({ name, labels }) => [name, Object.keys(labels)]));
}

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: Readonly<Record<string, string>>;
}

describe("the queries of deploy/, read by Prometheus' own grammar", () => {
  const series = seriesOfAll();

  /** Fails unless Prometheus can answer it; `shown` are labels that what it answers is shown with. */
  function check(expression: string, shown: readonly string[], where: string): void {
    const { metrics, labels, errors } = readPromql(expression);
    assert.deepEqual(errors, [], where);
    const asked = metrics.filter((name) => name !== "up");
    assert.ok(asked.length > 0, where);
    const known = new Set(OF_PROMETHEUS);
    for (const name of asked) {
      const own = series.get(name) ?? assert.fail(`${where}: nothing writes ${name}`);
      for (const label of own) known.add(label);
    }
    for (const label of [...labels, ...shown])
      assert.ok(known.has(label), `${where}: no label ${label} in ${expression}`);
  }

  it("of the dashboard ask for metrics and labels that there are", () => {
    const { panels } = JSON.parse(readFileSync(`${DEPLOY}grafana/dashboard.json`, "utf8")) as {
      panels: readonly Panel[];
    };
    const all = panels.flatMap(({ title, targets = [] }) => targets.map((one) => ({ title, ...one })));
    assert.ok(all.length > 12);
    for (const { title, expr, legendFormat } of all) {
      const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = ""]) => label);
      check(expr, shown, title);
    }
  });

  it("of the dashboard have been drawn for the guide, each of its panels", () => {
    const { panels } = JSON.parse(readFileSync(`${DEPLOY}grafana/dashboard.json`, "utf8")) as {
      panels: readonly Panel[];
    };
    const svg = readFileSync(`${DEPLOY}../docs/guide/dashboard.svg`, "utf8");
    for (const { title } of panels) assert.ok(svg.includes(`>${title}</text>`), title);
  });

  it("of the alerts ask for metrics and labels that there are", () => {
    const { groups } = parse(readFileSync(`${DEPLOY}prometheus/rules.yml`, "utf8")) as {
      groups: readonly { readonly rules: readonly Alert[] }[];
    };
    const rules = groups.flatMap(({ rules }) => rules);
    assert.ok(rules.length >= 8);
    for (const { alert, expr, annotations } of rules) {
      const text = Object.values(annotations).join(" ");
      const shown = [...text.matchAll(/\$labels\.(\w+)/g)].map(([, label = ""]) => label);
      check(expr, shown, alert);
    }
  });

  it("that are none are found out", () => {
    assert.notDeepEqual(readPromql("sum(rate(oslo_rpc_ready)").errors, []);
    assert.notDeepEqual(readPromql("rate(oslo_rpc_ready[5m]) by > 1").errors, []);
    const { metrics, labels, errors } = readPromql('sum by (le) (a_bucket{job=~"$job"})');
    assert.deepEqual([metrics, labels, errors], [["a_bucket"], ["le", "job"], []]);
  });
});
