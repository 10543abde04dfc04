import { setTimeout as pause } from "node:timers/promises";
import { compareLoads } from "../discovery/load.js";
import type { Lifetime } from "../time/lifetime.js";
import type { RpcTransport } from "../transport/rpc-transport.js";
import type { Load, MethodLoad, RunningRequest } from "./events.js";
import { type Look, lookAt, type Place, sameAs, shownName } from "./places.js";

/** ms between two looks. */
const INTERVAL = 2_000;

/** Rows that a page is told, the busiest and the oldest. */
const MOST_METHODS = 500;
const MOST_RUNNING = 200;

/** The looks at all topics at one moment. */
interface Looks {
  /** Monotonic ms. */
  readonly at: number;
  readonly looks: readonly Look[];
}

/**
 * Asks the servers of topics again and again what they do, while a lifetime lasts.
 *
 * @param placesNow the topics, which may become more
 * @param tell gets each comparison; the first one only has what runs
 */
export async function watchLoad(
  transport: RpcTransport,
  placesNow: () => readonly Place[],
  tell: (load: Load) => void,
  life: Lifetime,
): Promise<void> {
  let before: Looks | undefined;
  while (!life.ended) {
    const now = await lookAtAll(transport, placesNow());
    if (life.ended) return;
    tell(loadOf(before, now));
    before = now;
    await pause(INTERVAL, undefined, { signal: life.signal, ref: false }).catch(() => {});
  }
}

async function lookAtAll(transport: RpcTransport, places: readonly Place[]): Promise<Looks> {
  const at = performance.now();
  return { at, looks: await Promise.all(places.map((place) => lookAt(transport, place, false, false))) };
}

function loadOf(before: Looks | undefined, { at, looks }: Looks): Load {
  const seconds = before === undefined ? 0 : (at - before.at) / 1000;
  const methods = looks.flatMap(({ place, servers }) => {
    const former = before?.looks.find((look) => sameAs(place)(look.place));
    return former === undefined || seconds === 0
      ? []
      : compareLoads(former.servers, servers, seconds)
          .filter(({ callsPerSecond, running }) => callsPerSecond > 0 || running > 0)
          .map(
            ({ server, method, oldest: _oldest, caller: _caller, ...row }): MethodLoad => ({
              topic: place.topic,
              server: shownName(server),
              method: shownName(method),
              ...row,
            }),
          );
  });
  const running = looks.flatMap(({ place, servers }) =>
    servers.flatMap((server) =>
      server.running.map(
        ({ method, seconds: age, requestId, userId }): RunningRequest => ({
          topic: place.topic,
          server: shownName(server.server ?? ""),
          method: shownName(method),
          seconds: age,
          ...(requestId !== null && { requestId: shownName(requestId) }),
          ...(userId !== null && { caller: shownName(userId) }),
        }),
      ),
    ),
  );
  const busiest = methods
    .sort((one, other) => other.callsPerSecond - one.callsPerSecond)
    .slice(0, MOST_METHODS);
  const oldest = running.sort((one, other) => other.seconds - one.seconds).slice(0, MOST_RUNNING);
  return {
    time: Date.now(),
    seconds,
    methods: busiest,
    running: oldest,
    more: methods.length - busiest.length + running.length - oldest.length,
    problems: looks.flatMap(({ place: { topic }, problem }) =>
      problem === undefined ? [] : [{ topic, message: problem }],
    ),
  };
}
