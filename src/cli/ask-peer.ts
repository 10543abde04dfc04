import { MessageDeliveryFailure } from "../errors/delivery-errors.js";
import { Progress } from "../terminal/progress.js";
import { LOCAL_ROUTER } from "./local-router.js";

/** The transport that a command asks its peer over. */
interface ClosableTransport {
  readonly url: string;
  close(): Promise<void>;
}

/** Seconds of silence before a terminal is told that the command waits, and between two tellings. */
const WAIT_SHOWN_EVERY = 1;

/**
 * Does with a transport what a command is for, and closes it. On a terminal a wait that is not short is shown.
 *
 * @param waitingFor what is waited for, as `a reply`; undefined shows nothing
 * @throws what the work throws; of a peer that is not there also what to do about it
 */
export async function askPeer<Transport extends ClosableTransport>(
  transport: Transport,
  waitingFor: string | undefined,
  work: (transport: Transport) => Promise<void>,
  progress: Progress = new Progress(0),
): Promise<void> {
  const start = performance.now();
  const show = () =>
    progress.show(
      () =>
        `Waiting for ${waitingFor} over ${transport.url}, ${Math.round((performance.now() - start) / 1000)} s`,
    );
  const timer = waitingFor === undefined ? undefined : setInterval(show, WAIT_SHOWN_EVERY * 1000);
  try {
    await work(transport);
  } catch (error) {
    throw withStartAdvice(error, transport.url);
  } finally {
    clearInterval(timer);
    progress.end();
    await transport.close();
  }
}

/** The error, and what to do about it where its peer is not there. */
export function withStartAdvice(error: unknown, url: string): unknown {
  if (!(error instanceof MessageDeliveryFailure) || !/: connection refused$/.test(error.message))
    return error;
  error.message +=
    url.replace(/\/$/, "") === LOCAL_ROUTER
      ? "; is a router running? npx oslo-rpc router"
      : "; check the address, and that its peer is running";
  return error;
}
