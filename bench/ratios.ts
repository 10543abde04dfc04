import type { Run, Series } from "./measure.js";
import { median } from "./statistics.js";

/** A figure with what it should be. */
export interface Ratio {
  readonly title: string;
  readonly value: number;
  readonly target: number;
  /** True when smaller is better. */
  readonly atMost: boolean;
  readonly met: boolean;
  readonly unit: string;
}

type Side = readonly [contender: string, workload: string];

interface Definition {
  readonly name: string;
  readonly title: string;
  readonly over: Side;
  readonly under: Side;
  readonly target: number;
  /** Of the CPU times of all processes for a call, where less is better; without, of the calls a second. */
  readonly isCpu?: boolean;
}

const ours = (workload: string): Side => ["ours", workload];

/** Calls a second of one side over those of the other. */
const definitions: readonly Definition[] = [
  {
    name: "python-64",
    title: "ours / Python, 64 outstanding",
    over: ours("call-64"),
    under: ["python", "call-64"],
    target: 5,
  },
  {
    name: "python-1",
    title: "ours / Python, sequential",
    over: ours("call-1"),
    under: ["python", "call-1"],
    target: 1.5,
  },
  {
    name: "rhea-64",
    title: "ours / hand-written rhea pair, 64 outstanding",
    over: ours("call-64"),
    under: ["rhea", "call-64"],
    target: 1.3,
  },
  {
    name: "rhea-1",
    title: "ours / hand-written rhea pair, sequential",
    over: ours("call-1"),
    under: ["rhea", "call-1"],
    target: 1,
  },
  {
    name: "grpc-64",
    title: "ours through the router / gRPC-js direct, 64 outstanding",
    over: ours("call-64"),
    under: ["grpc", "call-64"],
    target: 1.5,
  },
  {
    name: "validation",
    title: "validation on both sides on / off",
    over: ours("call-64"),
    under: ours("unchecked-64"),
    target: 0.95,
  },
  {
    name: "metrics-64",
    title: "with metrics / without, 64 outstanding",
    over: ["ours-measured", "call-64"],
    under: ours("call-64"),
    target: 0.97,
  },
  {
    name: "direct-64",
    title: "ours through the router / rhea pair without any router, 64 outstanding",
    over: ours("call-64"),
    under: ["rhea-direct", "call-64"],
    target: 0.5,
  },
  {
    name: "scale",
    title: "10,000 outstanding / 64 outstanding",
    over: ours("call-10000"),
    under: ours("call-64"),
    target: 0.9,
  },
  {
    name: "rhea-100kB",
    title: "ours / hand-written rhea pair, 100 kB bodies",
    over: ours("call-64-100kB"),
    under: ["rhea", "call-64-100kB"],
    target: 1,
  },
  {
    name: "amqplib-64",
    title: "ours over RabbitMQ / hand-written amqplib pair, 64 outstanding",
    over: ["ours-rabbit", "call-64"],
    under: ["amqplib", "call-64"],
    target: 1,
  },
  {
    name: "amqplib-1",
    title: "ours over RabbitMQ / hand-written amqplib pair, sequential",
    over: ["ours-rabbit", "call-1"],
    under: ["amqplib", "call-1"],
    target: 1,
  },
  {
    name: "amqplib-cpu-64",
    title: "CPU of client, server and broker for a call over RabbitMQ, ours / amqplib's, 64 outstanding",
    over: ["ours-rabbit", "call-64"],
    under: ["amqplib", "call-64"],
    target: 1.05,
    isCpu: true,
  },
  {
    name: "amqp-client-64",
    title: "ours over RabbitMQ / hand-written @cloudamqp/amqp-client pair, 64 outstanding",
    over: ["ours-rabbit", "call-64"],
    under: ["amqp-client", "call-64"],
    target: 1,
  },
  {
    name: "amqp-client-1",
    title: "ours over RabbitMQ / hand-written @cloudamqp/amqp-client pair, sequential",
    over: ["ours-rabbit", "call-1"],
    under: ["amqp-client", "call-1"],
    target: 1,
  },
  {
    name: "relay-1",
    title: "ours through the router / bare frames through a relay, sequential",
    over: ours("call-1"),
    under: ["relay", "call-1"],
    target: 0.45,
  },
  {
    name: "relay-64",
    title: "ours through the router / bare frames through a relay, 64 outstanding",
    over: ours("call-64"),
    under: ["relay", "call-64"],
    target: 0.3,
  },
  {
    name: "baseline-1",
    title: "ours through the router / as it was built before, sequential",
    over: ours("call-1"),
    under: ["baseline", "call-1"],
    target: 1.1,
  },
  {
    name: "baseline-64",
    title: "ours through the router / as it was built before, 64 outstanding",
    over: ours("call-64"),
    under: ["baseline", "call-64"],
    target: 1.15,
  },
  {
    name: "rabbit-new-64",
    title: "ours over RabbitMQ / Python oslo.messaging 18 over RabbitMQ, 64 outstanding",
    over: ["ours-rabbit", "call-64"],
    under: ["python-new-rabbit", "call-64"],
    target: 3,
  },
  {
    name: "rabbit-64",
    title: "ours over RabbitMQ / Python over RabbitMQ, 64 outstanding",
    over: ["ours-rabbit", "call-64"],
    under: ["python-rabbit", "call-64"],
    target: 3,
  },
];

/** The workloads that the figures with targets need. */
export const neededWorkloads: ReadonlySet<string> = new Set(
  definitions.flatMap(({ over, under }) => [over[1], under[1]]),
);

/** Works out the ratios both of whose sides were measured: the median over the rounds. */
export function ratiosOf(series: readonly Series[]): Record<string, Ratio> {
  const runsOf = ([contender, workload]: Side) =>
    series.find((one) => one.contender === contender && one.workload === workload)?.runs;
  const ratios: Record<string, Ratio> = {};
  for (const { name, title, over, under, target, isCpu = false } of definitions) {
    const [above, below] = [runsOf(over), runsOf(under)];
    if (above === undefined || below === undefined) continue;
    const figure = (run: Run | undefined) => (isCpu ? cpuOf(run) : (run?.rate ?? Number.NaN));
    const value = median(above.map((run, round) => figure(run) / figure(below[round])));
    ratios[name] = isCpu ? limit(title, value, target, "") : atLeast(title, value, target);
  }
  return ratios;
}

/** µs of all processes for a call; NaN where one of them cannot be asked. */
export function cpuOf(run: Run | undefined): number {
  const { client = Number.NaN, server = Number.NaN, router = Number.NaN } = run?.cpu ?? {};
  return client + server + router;
}

/** A figure that must not be smaller than its target. */
export function atLeast(title: string, value: number, target: number): Ratio {
  return { title, value, target, atMost: false, met: value >= target, unit: "" };
}

/** A figure that must not be larger than its target. */
export function limit(title: string, value: number, target: number, unit: string): Ratio {
  return { title, value, target, atMost: true, met: value < target, unit };
}
