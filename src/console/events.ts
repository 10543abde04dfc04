import type { Health, ValueText, Views } from "./api.js";

/**
 * One message that the tap saw. A reply has the id, the method and the topic of its call where that was seen, and how
 * long it took.
 */
export interface TrafficLine {
  /** Number of the line, which grows. */
  readonly id: number;
  /** When it was seen, in ms since the epoch, with fractions. */
  readonly time: number;
  readonly kind: "call" | "cast" | "reply" | "unreadable";
  readonly topic?: string;
  readonly exchange?: string;
  readonly server?: string;
  readonly fanout?: boolean;
  readonly method?: string;
  readonly namespace?: string;
  readonly version?: string;
  /** Ties a reply to its call. */
  readonly callId?: string;
  /** `request_id` of the context. */
  readonly requestId?: string;
  /** Who asked: user of the context, or else its project. */
  readonly caller?: string;
  /** ms from the call to its reply. */
  readonly duration?: number;
  /** Of a reply. */
  readonly outcome?: "result" | "error";
  /** Arguments of a request, the result or the failure of a reply, secrets masked. */
  readonly values?: ValueText;
  /** There are values, which are not shown: no definition that is known says what of them is secret. */
  readonly hidden?: true;
  /** Class and message of a failure, its class alone where values are hidden; what is wrong with a message that cannot be read. */
  readonly error?: string;
}

/** One notification that the tap saw. */
export interface NotificationLine {
  readonly id: number;
  /** When it was seen, in ms since the epoch, with fractions. */
  readonly time: number;
  readonly topic: string;
  readonly exchange?: string;
  /** Upper case, as on the wire. */
  readonly priority?: string;
  readonly eventType?: string;
  readonly publisherId?: string;
  readonly messageId?: string;
  /** As its notifier has it. */
  readonly timestamp?: string;
  readonly requestId?: string;
  readonly caller?: string;
  /** Payload, secrets masked. */
  readonly values?: ValueText;
  /** As in {@link TrafficLine}. */
  readonly hidden?: true;
}

/** One method of one server, over the seconds between two looks. */
export interface MethodLoad {
  readonly topic: string;
  readonly server: string;
  readonly method: string;
  readonly callsPerSecond: number;
  readonly failuresPerSecond: number;
  /** Upper bounds in ms, as powers of two; null without a call. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** Requests that run. */
  readonly running: number;
}

/** A request that runs. */
export interface RunningRequest {
  readonly topic: string;
  readonly server: string;
  readonly method: string;
  /** Since it began. */
  readonly seconds: number;
  readonly requestId?: string;
  /** User that asked. */
  readonly caller?: string;
}

/** Requests of the servers of the topics: those since the look before, and those that run now, the oldest first. */
export interface Load {
  /** ms since the epoch. */
  readonly time: number;
  /** Seconds since the look before. */
  readonly seconds: number;
  readonly methods: readonly MethodLoad[];
  readonly running: readonly RunningRequest[];
  /** Rows that are not listed, as there are too many. */
  readonly more: number;
  /** Topics whose servers do not answer, or do not tell. */
  readonly problems: readonly { readonly topic: string; readonly message: string }[];
}

/** Lines that were dropped before those that follow, as the page takes them too slowly. */
export interface Lost {
  readonly count: number;
}

/**
 * The events of `GET /api/events?topic=…&topic=…&values=all`, each with its data as JSON; without topics those of the
 * services and of the configuration's notifications. With `values=all` values are shown also where no definition says what of
 * them is secret. The stream begins with `health` and `views`.
 */
export interface Events {
  readonly traffic: readonly TrafficLine[];
  readonly notifications: readonly NotificationLine[];
  readonly health: Health;
  readonly views: Views;
  readonly load: Load;
  readonly lost: Lost;
}
