/** What a client does in a run. */
export interface Workload {
  readonly name: string;
  readonly title: string;
  /** The operation of the client's program. */
  readonly op: "call" | "cast" | "fanout" | "unchecked";
  readonly outstanding: number;
  readonly bytes: number;
  /** How long a run lasts at least: so many requests under way need a while to come round. */
  readonly seconds?: number;
}

/** How many servers get each message of the fanout. */
export const FANOUT_SERVERS = 10;

const call = (outstanding: number, bytes = 100, seconds = 0): Workload => ({
  name: bytes === 100 ? `call-${outstanding}` : `call-${outstanding}-${bytes / 1000}kB`,
  title: `${outstanding.toLocaleString("en")} outstanding, ${bytes < 1000 ? `${bytes} B` : `${bytes / 1000} kB`}`,
  op: "call",
  outstanding,
  bytes,
  seconds,
});

/** In an order that puts next to each other what is compared. */
export const workloads: readonly Workload[] = [
  call(1),
  call(16),
  { ...call(64), name: "unchecked-64", title: "64 outstanding, 100 B, nothing validated", op: "unchecked" },
  call(64),
  call(10_000, 100, 2),
  call(256),
  call(64, 10_000),
  call(64, 100_000),
  { name: "cast-64", title: "casts, 64 outstanding, 100 B", op: "cast", outstanding: 64, bytes: 100 },
  {
    name: "fanout-10",
    title: "fanout casts to 10 servers, 16 outstanding",
    op: "fanout",
    outstanding: 16,
    bytes: 100,
  },
];
