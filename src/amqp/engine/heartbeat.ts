import type { Connection } from "./connection.js";

/**
 * Ticks in an idle period. The peer is taken for dead after one of silence: after as many ticks in which nothing came,
 * and the one in which something did, of which nobody knows when. That makes 1 to 1.125 periods, and leaves a busy
 * process as much until it is 1.25.
 */
const TICKS_PER_PERIOD = 8;

/** Bounds for the idle-time-out a peer asks for, in ms: neither a heartbeat each millisecond nor none at all. */
const SHORTEST_IDLE = 200;
const LONGEST_IDLE = 2 ** 31 - 2;

export interface HeartbeatOptions {
  /** The peer is dead when nothing came for this long, in ms; 0 waits for ever. */
  readonly idleTimeout: number;
  /** The peer's idle-time-out: it wants to hear something within this many ms; undefined or 0 wants nothing. */
  readonly peerIdleTimeOut: number | null | undefined;
  /** Called once when the peer is silent for too long. */
  readonly onSilence: () => void;
}

/**
 * Keeps an open connection alive and notices when the peer is gone. Silence is counted in ticks that this
 * process really ran, so a blocked event loop is not held against the peer.
 *
 * @returns a function that stops it.
 */
export function startHeartbeat(
  connection: Pick<Connection, "reads" | "writes" | "writeEmptyFrame">,
  options: HeartbeatOptions,
): () => void {
  const stops: (() => void)[] = [];
  const { peerIdleTimeOut } = options;
  // The peer may have written anything in its place.
  if (typeof peerIdleTimeOut === "number" && peerIdleTimeOut > 0) {
    const period = Math.min(Math.max(peerIdleTimeOut, SHORTEST_IDLE), LONGEST_IDLE);
    let seen = connection.writes;
    stops.push(
      every(period / 3, () => {
        if (connection.writes === seen) connection.writeEmptyFrame();
        seen = connection.writes;
      }),
    );
  }
  if (options.idleTimeout > 0) {
    let seen = connection.reads;
    let silent = 0;
    const stop = every(options.idleTimeout / TICKS_PER_PERIOD, () => {
      silent = connection.reads === seen ? silent + 1 : 0;
      seen = connection.reads;
      if (silent < TICKS_PER_PERIOD) return;
      stop();
      options.onSilence();
    });
    stops.push(stop);
  }
  return () => {
    for (const stop of stops) stop();
  };
}

/** Unlike setInterval's, each wait begins when the one before has run: a blocked loop makes no burst of ticks. */
function every(milliseconds: number, tick: () => void): () => void {
  let stopped = false;
  let timer: NodeJS.Timeout;
  const wait = () => {
    timer = setTimeout(() => {
      tick();
      if (!stopped) wait();
    }, milliseconds);
  };
  wait();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
