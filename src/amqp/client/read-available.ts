import { randomUUID } from "node:crypto";
import { AmqpError, describePeerError } from "../codec/amqp-error.js";
import { addDrainedCredit, setHooks } from "../engine/rhea-session.js";
import type { LiveConnection } from "./live-connection.js";
import { type FilteredSource, terminusOf } from "./receiver-source.js";
import type { SharedSession } from "./shared-session.js";

/** ms for everything. */
const TIMEOUT = 15_000;

/**
 * Reads what a source has to give now, over a link of its own, and accepts it.
 *
 * @param limit messages that are enough; a few more may come
 * @param read what becomes of each message
 * @throws {AmqpError} the peer refuses, does not answer, or the connection is lost: nothing is known then.
 */
export function readAvailable<T>(
  live: LiveConnection,
  session: SharedSession,
  source: FilteredSource,
  limit: number,
  read: (bytes: Buffer) => T,
): Promise<readonly T[]> {
  return new Promise((resolve, reject) => {
    const joined = session.join(live);
    const link = joined.open_receiver({
      name: `read-${randomUUID()}`,
      source: terminusOf(source),
      target: { address: source.address },
    });
    const messages: T[] = [];
    const forget: (() => void)[] = [];
    const end = (settle: () => void) => {
      for (const undo of forget) undo();
      setHooks(link, undefined);
      link.removeAllListeners();
      session.leave(joined);
      settle();
    };
    const fail = (error: AmqpError) => end(() => reject(error));
    const done = () => {
      link.close();
      end(() => resolve(messages));
    };
    const where = `the reading of ${source.address}`;
    const refused = () => {
      const { condition, text } = describePeerError(link.error ?? joined.error);
      fail(new AmqpError("link-detached", `${live.address} detached ${where}: ${text}`, { condition }));
    };
    const timer = live.lifetime.after(TIMEOUT, () => {
      link.close();
      fail(new AmqpError("link-detached", `${live.address} has not ended ${where} in ${TIMEOUT / 1000} s`));
    });
    joined.on("session_close", refused);
    forget.push(
      () => timer.cancel(),
      () => joined.removeListener("session_close", refused),
      live.lifetime.whenEnded(() => fail(new AmqpError("connection-lost", "the connection was lost"))),
    );
    link.on("receiver_error", refused);
    link.on("receiver_close", refused);
    link.once("receiver_open", () => {
      // A peer that refuses answers with no source, and detaches with the reason.
      if (typeof link.source?.address === "string") addDrainedCredit(link, limit);
    });
    setHooks(link, {
      delivered: (delivery) => {
        delivery.accept();
        messages.push(read(delivery.bytes));
        if (messages.length === limit) done();
      },
      drained: done,
    });
  });
}
