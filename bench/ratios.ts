import type { Series } from "./measure.js";
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
  const rates = ([contender, workload]: Side) =>
    series
      .find((one) => one.contender === contender && one.workload === workload)
      ?.runs.map(({ rate }) => rate);
  const ratios: Record<string, Ratio> = {};
  for (const { name, title, over, under, target } of definitions) {
    const [above, below] = [rates(over), rates(under)];
    if (above === undefined || below === undefined) continue;
    const value = median(above.map((rate, round) => rate / (below[round] ?? Number.NaN)));
    ratios[name] = { title, value, target, atMost: false, met: value >= target, unit: "" };
  }
  return ratios;
}

/** A figure that must not be smaller than its target. */
export function atLeast(title: string, value: number, target: number): Ratio {
  return { title, value, target, atMost: false, met: value >= target, unit: "" };
}

/** A figure that must not be larger than its target. */
export function limit(title: string, value: number, target: number, unit: string): Ratio {
  return { title, value, target, atMost: true, met: value < target, unit };
}
