import type { IncomingRequest } from "../drivers/driver.js";
import type { Instruments } from "../instruments/instruments.js";
import type { Logger } from "../log/logger.js";
import { type Timer, timers } from "../time/timers.js";

/**
 * Sends the caller heartbeats while its method runs, twice in each period it asks for. Oslo counts whole seconds
 * and asks for a heartbeat each second at most: smaller periods are ignored with a warning.
 *
 * @returns what stops them.
 */
export function startHeartbeats(
  request: IncomingRequest,
  log: Logger,
  instruments?: Instruments | undefined,
): () => void {
  const { callMonitorTimeout } = request;
  if (!callMonitorTimeout) return () => {};
  const seconds = Math.trunc(callMonitorTimeout) / 2;
  if (!(seconds >= 1)) {
    log.warn(
      { method: request.message.method, callMonitorTimeout },
      "The caller asks for heartbeats too often; it gets none",
    );
    return () => {};
  }
  let timer: Timer;
  const beat = () => {
    request.heartbeat();
    instruments?.happened({ type: "heartbeat-sent", method: request.message.method });
    timer = timers.after(seconds * 1000, beat);
  };
  timer = timers.after(seconds * 1000, beat);
  return () => timer.cancel();
}
