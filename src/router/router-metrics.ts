import type { MetricFamily } from "../http/prometheus-text.js";
import type { RouterLimits } from "./limits.js";
import type { RouterStatistics } from "./statistics.js";

type Metric = Omit<MetricFamily, "samples">;

/** A metric for each member of the statistics. */
const METRICS: Readonly<Record<keyof RouterStatistics, Metric>> = {
  connections: gauge("connections", "Clients that are connected."),
  senders: gauge("senders", "Links on which clients send."),
  receivers: gauge("receivers", "Links on which clients receive."),
  addresses: gauge("addresses", "Addresses in use."),
  held: gauge("held_messages", "Messages that wait in the router."),
  heldBytes: gauge("held_bytes", "Bytes of all that waits in the router."),
  unsettledBytes: gauge("unsettled_bytes", "Bytes of messages that clients have not settled."),
  received: counter("received_messages_total", "Messages that came in."),
  forwarded: counter("forwarded_messages_total", "Messages and copies that went out."),
  released: counter("released_messages_total", "Messages given back because nobody could take them."),
  dropped: counter("dropped_messages_total", "Settled messages and copies that nobody could take."),
  expired: counter("expired_messages_total", "Messages whose time to live passed in the router."),
  withdrawn: counter("withdrawn_messages_total", "Messages that their senders gave up while they waited."),
  violations: counter("violations_total", "Connections ended because the client broke the protocol."),
  refusedConnections: counter("refused_connections_total", "Connections turned away."),
  refusedLogins: counter("refused_logins_total", "Logins turned away."),
  forbidden: counter("forbidden_total", "Links and messages refused for want of a permission."),
};

const LIMIT = gauge("limit", "The router's limits, in ms and bytes where they are of time or size.");
const READY = gauge("ready", "1 while the router takes clients.");
const PROCESS: readonly (readonly [Metric, () => number])[] = [
  [
    {
      name: "process_cpu_seconds_total",
      type: "counter",
      help: "Seconds of processor time that the process has used.",
    },
    () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    },
  ],
  [
    { name: "process_resident_memory_bytes", type: "gauge", help: "Memory that the process holds." },
    () => process.memoryUsage.rss(),
  ],
  [
    {
      name: "process_start_time_seconds",
      type: "gauge",
      help: "When the process began, in seconds since 1970.",
    },
    () => performance.timeOrigin / 1000,
  ],
];

/** The figures of a router, for Prometheus. */
export function routerMetrics(router: {
  readonly health: { readonly ready: boolean };
  readonly limits: RouterLimits;
  statistics(): RouterStatistics;
}): MetricFamily[] {
  const statistics = router.statistics();
  const members = Object.entries(METRICS) as [keyof RouterStatistics, Metric][];
  const limits = Object.entries(router.limits) as [string, number][];
  return [
    ...members.map(([member, metric]) => single(metric, statistics[member])),
    single(READY, router.health.ready ? 1 : 0),
    { ...LIMIT, samples: limits.map(([name, value]) => ({ labels: { name }, value })) },
    ...PROCESS.map(([metric, read]) => single(metric, read())),
  ];
}

function single(metric: Metric, value: number): MetricFamily {
  return { ...metric, samples: [{ labels: {}, value }] };
}

function counter(name: string, help: string): Metric {
  return { name: `oslo_rpc_router_${name}`, type: "counter", help };
}

function gauge(name: string, help: string): Metric {
  return { name: `oslo_rpc_router_${name}`, type: "gauge", help };
}
