import { type Configuration, loadConfiguration } from "../../../src/index.js";

/** Seconds of silence after which a peer is given up, here and at the intermediary. */
export const IDLE = 3;

/** Topic of the notifications beside the requests. */
export const NOTIFICATIONS = "soak-notifications";

/** Seconds after which a notification is given up at a router; at RabbitMQ it is tried for ever. */
export const NOTIFY_TIMEOUT = 10;

/**
 * ms within which all must have recovered from a fault that is over: a dead connection is found out after twice
 * {@link IDLE} and a second, made anew after a second, its links and queues a second later; the rest is for a busy
 * machine.
 */
export const SETTLE = (2 * IDLE + 1 + 1 + 1) * 1000 + 3_000;

/** What each program of a run is told, as JSON. */
export interface ProgramSettings {
  readonly name: string;
  /** Where it writes down what happens. */
  readonly folder: string;
  readonly seed: number;
}

export interface ServeSettings extends ProgramSettings {
  readonly url: string;
}

export interface LoadSettings extends ServeSettings {
  /** Requests a second. */
  readonly rate: number;
  readonly servers: readonly string[];
}

export interface RouterSettings extends ProgramSettings {
  readonly port: number;
}

export function readSettings<Settings extends ProgramSettings>(): Settings {
  return JSON.parse(process.argv[2] ?? "") as Settings;
}

/** Of all transports: what is lost comes back soon, and what RabbitMQ has accepted survives it. */
export function soakConfiguration(): Configuration {
  return loadConfiguration({
    values: {
      idle_timeout: IDLE,
      connection_retry_interval_max: 1,
      link_retry_delay: 1,
      default_notify_timeout: NOTIFY_TIMEOUT,
      heartbeat_timeout_threshold: IDLE,
      rabbit_interval_max: 1,
      amqp_durable_queues: true,
      executor_thread_pool_size: 256,
    },
  });
}
