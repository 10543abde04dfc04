import { Reader } from "../codec/encoding.js";
import { FramingError } from "../codec/frame-reader.js";
import { checkPerformative } from "../codec/guard.js";
import type { PeerLimits } from "../codec/peer-limits.js";
import { Performative, readDisposition, readFlow, readTransfer } from "../codec/performatives.js";
import { ProtocolViolation } from "../codec/violation.js";
import type { ConnectionEndpoint } from "./connection-endpoint.js";
import type { FrameWriter } from "./frame-writer.js";
import { ReceiverLink } from "./link.js";
import { PeerBudget } from "./peer-budget.js";
import type { Session } from "./session.js";

/** Largest frame taken until the peer's `open` has come. */
const MAX_OPEN_FRAME = 16 * 1024;

/** Smallest max-frame-size a peer may ask for, as the specification has it. */
export const MIN_FRAME_SIZE = 512;

/**
 * Gives the AMQP frames of a peer to whom they concern: the flow of messages to its session, the rest to the endpoint.
 */
export class PeerFrames {
  /** Largest frame accepted now, in bytes. */
  maxFrameSize: number;
  /** The cost of the frame that is acted on now. */
  cost = 0;
  readonly #endpoint: ConnectionEndpoint;
  /** By their channels. */
  readonly #sessions: ReadonlyMap<number, Session>;
  readonly #writer: FrameWriter;
  readonly #limits: PeerLimits;
  #opened = false;

  constructor(
    endpoint: ConnectionEndpoint,
    sessions: ReadonlyMap<number, Session>,
    writer: FrameWriter,
    limits: PeerLimits,
  ) {
    this.#endpoint = endpoint;
    this.#sessions = sessions;
    this.#writer = writer;
    this.#limits = limits;
    this.maxFrameSize = Math.min(MAX_OPEN_FRAME, limits.maxFrameSize);
  }

  /** @throws whatever says that the peer has broken the protocol. */
  take(bytes: Buffer, type: number, channel: number, bodyAt: number): void {
    if (type !== 0) throw new FramingError(`a frame of type ${type}`);
    if (bodyAt === bytes.length) return;
    const reader = new Reader(bytes, bodyAt);
    const descriptor = reader.descriptor();
    if (descriptor === Performative.open) {
      this.#open(bytes, bodyAt);
      return;
    }
    if (!this.#opened) throw new ProtocolViolation("amqp:illegal-state", "a frame before open");
    // After its close the peer has nothing to say.
    if (!this.#endpoint.isOpenThere) return;
    switch (descriptor) {
      case Performative.transfer:
        this.#transfer(this.#session(channel), reader);
        return;
      case Performative.disposition: {
        const disposition = readDisposition(reader);
        const session = this.#session(channel);
        if (disposition.fromReceiver) session.outgoing.onDisposition(disposition);
        else session.incoming.onDisposition(disposition);
        return;
      }
      case Performative.flow:
        // A begin and an attach that are to be answered may have come with the first credit, and messages sent for it
        // must not come before the answers.
        this.#endpoint.sayNow();
        this.#session(channel).onFlow(readFlow(reader));
        return;
      default:
        this.#take(bytes, bodyAt);
    }
  }

  #session(channel: number): Session {
    const session = this.#sessions.get(channel);
    if (session !== undefined) return session;
    throw new ProtocolViolation("amqp:not-allowed", `a frame on channel ${channel}, where no session is`);
  }

  #open(bytes: Buffer, bodyAt: number): void {
    if (this.#opened) throw new ProtocolViolation("amqp:illegal-state", "a second open");
    this.#opened = true;
    this.maxFrameSize = this.#limits.maxFrameSize;
    this.#take(bytes, bodyAt);
    const limit = this.#endpoint.peer?.max_frame_size ?? 2 ** 32 - 1;
    if (limit < MIN_FRAME_SIZE) {
      throw new ProtocolViolation("amqp:frame-size-too-small", `a max-frame-size of ${limit}`);
    }
    this.#writer.frameSize = Math.min(limit, this.#limits.maxFrameSize);
  }

  #transfer(session: Session, reader: Reader): void {
    const transfer = readTransfer(reader);
    const link = session.byHandle.get(transfer.handle);
    if (!(link instanceof ReceiverLink)) {
      const condition = link === undefined ? "amqp:session:unattached-handle" : "amqp:session:errant-link";
      throw new ProtocolViolation(condition, `a transfer on handle ${transfer.handle}`);
    }
    session.incoming.onTransfer(link, transfer, reader.bytes.subarray(reader.position));
  }

  /** Acts on a performative once it has been checked. */
  #take(bytes: Buffer, bodyAt: number): void {
    const { values } = checkPerformative(bytes, bodyAt, this.#limits.maxNesting);
    this.cost = PeerBudget.costOf(bytes.length, values);
    this.#endpoint.take(bytes);
  }
}
