import type { MetricFamily } from "../http/prometheus-text.js";

/** A server, a listener or a transport, as far as its health is shown. */
export interface ObservedPart {
  /** Its condition. */
  readonly health: {
    /** It does what it was told to. */
    readonly healthy: boolean;
    /** It takes what comes. */
    readonly ready?: boolean;
    /** Objects declared again. */
    readonly repairs?: number;
    /** Methods that run. */
    readonly running?: number;
    /** Requests that wait. */
    readonly waiting?: number;
    /** Methods that may run at once. */
    readonly limit?: number;
  };
}

type Health = ObservedPart["health"];

interface Definition extends Omit<MetricFamily, "samples"> {
  readonly read: (health: Health) => number | undefined;
}

const DEFINITIONS: readonly Definition[] = [
  {
    name: "oslo_rpc_healthy",
    type: "gauge",
    help: "1 while a part of the program does what it was told to.",
    read: ({ healthy }) => Number(healthy),
  },
  {
    name: "oslo_rpc_ready",
    type: "gauge",
    help: "1 while a part of the program takes what comes.",
    read: ({ ready, healthy }) => Number(ready ?? healthy),
  },
  {
    name: "oslo_rpc_repairs_total",
    type: "counter",
    help: "Queues, bindings and exchanges declared again because somebody had deleted them.",
    read: ({ repairs }) => repairs,
  },
  {
    name: "oslo_rpc_server_running",
    type: "gauge",
    help: "Methods of a server that run.",
    read: ({ running }) => running,
  },
  {
    name: "oslo_rpc_server_waiting",
    type: "gauge",
    help: "Requests of a server that wait for a method to end.",
    read: ({ waiting }) => waiting,
  },
  {
    name: "oslo_rpc_server_credit",
    type: "gauge",
    help: "Requests that a server could begin now.",
    read: ({ limit, running = 0, waiting = 0 }) =>
      limit === undefined ? undefined : Math.max(0, limit - running - waiting),
  },
];

/** The metrics of parts of a program, by their names. */
export function healthFamilies(parts: ReadonlyMap<string, ObservedPart>): MetricFamily[] {
  return DEFINITIONS.map(({ read, ...family }) => ({
    ...family,
    samples: [...parts].flatMap(([part, { health }]) => {
      const value = read(health);
      return value === undefined ? [] : [{ labels: { part }, value }];
    }),
  }));
}
