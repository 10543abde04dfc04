import { randomUUID } from "node:crypto";
import { AmqpError, detachedBy } from "../codec/amqp-error.js";
import type { LiveConnection } from "./live-connection.js";
import type { FilteredSource } from "./receiver-source.js";

/** ms for everything. */
const TIMEOUT = 15_000;

/**
 * Reads what a source has to give now and accepts it, over a link in a session of its own: a peer may end the session
 * of what it refuses, and with it all links there.
 *
 * @param limit messages that are enough; a few more may come
 * @param read what becomes of each message
 * @throws {AmqpError} the peer refuses, does not answer, or the connection is lost: nothing is known then.
 */
export function readAvailable<T>(
  live: LiveConnection,
  source: FilteredSource,
  limit: number,
  read: (bytes: Buffer) => T,
): Promise<readonly T[]> {
  return new Promise((resolve, reject) => {
    const session = live.beginSession();
    const link = session.attachReceiver({
      name: `read-${randomUUID()}`,
      source,
      target: { address: source.address },
    });
    const messages: T[] = [];
    const forget: (() => void)[] = [];
    const end = (settle: () => void) => {
      for (const undo of forget) undo();
      link.events = undefined;
      session.close();
      settle();
    };
    const fail = (error: AmqpError) => end(() => reject(error));
    const done = () => {
      link.close();
      end(() => resolve(messages));
    };
    const where = `the reading of ${source.address}`;
    const timer = live.lifetime.after(TIMEOUT, () => {
      link.close();
      fail(new AmqpError("link-detached", `${live.address} has not ended ${where} in ${TIMEOUT / 1000} s`));
    });
    forget.push(
      () => timer.cancel(),
      live.lifetime.whenEnded(() => fail(new AmqpError("connection-lost", "the connection was lost"))),
    );
    link.events = {
      closed: (error) => fail(detachedBy(live.address, where, error)),
      // A peer that refuses answers with no source, and detaches with the reason.
      opened: () => {
        if (typeof link.peer?.source?.address === "string") link.addDrainedCredit(limit);
      },
      delivered: (delivery) => {
        delivery.accept();
        messages.push(read(delivery.bytes));
        if (messages.length === limit) done();
      },
      drained: done,
    };
  });
}
