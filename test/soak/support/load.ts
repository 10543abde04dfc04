import type { Random } from "../../support/random.js";
import type { Kind, Plan } from "./history.js";

/** A request that a client is to make; times in ms, but that of the call monitor, which is in seconds. */
export interface PlannedRequest {
  readonly kind: Kind;
  readonly plan: Plan;
  readonly server?: string | undefined;
  readonly timeout: number;
  /** How long its method takes. */
  readonly work: number;
  /** Characters that a call takes there and back. */
  readonly length: number;
  readonly abortAfter?: number | undefined;
  readonly callMonitorTimeout?: number | undefined;
  /** A notification that is given back at times. */
  readonly stubborn: boolean;
}

const LARGE = 100_000;
/** ms that a method takes whose caller does not wait for its end. */
export const TOO_LONG = 1_500;

/** The next request of a client: most are short calls, and some are of each other kind there is. */
export function nextRequest(random: Random, servers: readonly string[]): PlannedRequest {
  const usual = {
    kind: "call",
    plan: "done",
    timeout: 4_000 + random.below(6_000),
    work: random.below(20),
    length: 20 + random.below(200),
    stubborn: false,
  } as const;
  const kinds: readonly (readonly [percent: number, change: Partial<PlannedRequest>])[] = [
    [46, {}],
    [8, { server: servers[random.below(servers.length)] }],
    [4, { length: LARGE }],
    [4, { work: 500 + random.below(1_000) }],
    [1, { work: 3_500, callMonitorTimeout: 3 }],
    [3, { plan: "expire", work: TOO_LONG, timeout: 50 + random.below(500) }],
    [3, { plan: "abort", work: TOO_LONG, abortAfter: random.below(500) }],
    [10, { kind: "cast" }],
    [7, { kind: "confirmed cast" }],
    [4, { kind: "fanout" }],
    [9, { kind: "notification" }],
    [1, { kind: "notification", stubborn: true }],
  ];
  let left = random.below(100);
  for (const [percent, change] of kinds) {
    left -= percent;
    if (left < 0) return { ...usual, ...change };
  }
  return usual;
}
