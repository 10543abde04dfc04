import { timers } from "../time/timers.js";
import type { RpcServer } from "./rpc-server.js";

/** Options for the end of serving. */
export interface ServeOptions {
  /** Seconds that methods have to end once the servers stop; 30 when not given. */
  readonly grace?: number | undefined;
  /** Signals that ask for it; SIGINT and SIGTERM when not given. */
  readonly signals?: readonly NodeJS.Signals[] | undefined;
  /** Asks for it as the first of the signals does. */
  readonly signal?: AbortSignal | undefined;
}

/** The end of serving: all that was taken has been answered, or some of it was given up. */
export type ServeOutcome = "drained" | "cut short";

/**
 * Waits until the process is told to stop, then stops the servers: they take no more requests, those in flight are
 * finished and answered, and other servers get the new ones. A second signal, or the end of the grace time, ends the
 * wait; methods that still run then keep the process alive unless it exits.
 *
 * A server that is stopped otherwise ends it as well. The signal handlers are there only while this waits.
 */
export async function serveUntilSignalled(
  servers: readonly RpcServer[],
  { grace = 30, signals = ["SIGINT", "SIGTERM"], signal }: ServeOptions = {},
): Promise<ServeOutcome> {
  let told = 0;
  let cutShort = () => {};
  const cut = new Promise<ServeOutcome>((resolve) => {
    cutShort = () => resolve("cut short");
  });
  let graceTimer: ReturnType<typeof timers.after> | undefined;
  const stop = () => {
    graceTimer ??= timers.after(grace * 1000, cutShort);
    for (const server of servers) void server.stop();
  };
  const onSignal = () => {
    told += 1;
    if (told === 1) stop();
    else cutShort();
  };
  for (const name of signals) process.on(name, onSignal);
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) stop();
  const drained = Promise.all(servers.map((server) => server.wait())).then((): ServeOutcome => "drained");
  try {
    return await Promise.race([drained, cut]);
  } finally {
    graceTimer?.cancel();
    for (const name of signals) process.off(name, onSignal);
    signal?.removeEventListener("abort", stop);
  }
}
