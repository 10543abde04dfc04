import { Reader } from "../codec/encoding.js";
import { FramingError } from "../codec/frame-reader.js";
import { checkPerformative } from "../codec/guard.js";
import type { PeerLimits } from "../codec/peer-limits.js";
import { Performative, readDisposition, readFlow, readTransfer } from "../codec/performatives.js";
import { ProtocolViolation } from "../codec/violation.js";
import type { FrameWriter } from "./frame-writer.js";
import { onFlow } from "./link-flow.js";
import { PeerBudget } from "./peer-budget.js";
import type { RheaConnection, RheaSession } from "./rhea-internals.js";

/** Largest frame taken until the peer's `open` has come. */
const MAX_OPEN_FRAME = 16 * 1024;

/** Smallest max-frame-size a peer may ask for, as the specification has it. */
export const MIN_FRAME_SIZE = 512;

/** Gives the AMQP frames of a peer to whom they concern: the flow of messages to our windows, the rest to rhea. */
export class PeerFrames {
  /** Largest frame accepted now, in bytes. */
  maxFrameSize: number;
  /** What the frame that rhea acts on now counts with. */
  cost = 0;
  readonly #rhea: RheaConnection;
  readonly #writer: FrameWriter;
  readonly #limits: PeerLimits;
  readonly #writeNow: () => void;
  #opened = false;

  /** @param writeNow writes what rhea has pending. */
  constructor(rhea: RheaConnection, writer: FrameWriter, limits: PeerLimits, writeNow: () => void) {
    this.#rhea = rhea;
    this.#writer = writer;
    this.#limits = limits;
    this.#writeNow = writeNow;
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
    if (!this.#rhea.state.remote_open) return;
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
        this.#answerFirst();
        onFlow(this.#session(channel), readFlow(reader));
        return;
      default:
        this.#toRhea(bytes, bodyAt);
    }
  }

  #open(bytes: Buffer, bodyAt: number): void {
    if (this.#opened) throw new ProtocolViolation("amqp:illegal-state", "a second open");
    this.#opened = true;
    this.maxFrameSize = this.#limits.maxFrameSize;
    this.#toRhea(bytes, bodyAt);
    const limit = this.#rhea.max_frame_size ?? 2 ** 32 - 1;
    if (limit < MIN_FRAME_SIZE) {
      throw new ProtocolViolation("amqp:frame-size-too-small", `a max-frame-size of ${limit}`);
    }
    this.#writer.frameSize = Math.min(limit, this.#limits.maxFrameSize);
  }

  /**
   * Writes what rhea would write at the end of the turn: a begin and an attach that are to be answered may have come
   * with the first credit, and messages sent for it must not come before the answers.
   */
  #answerFirst(): void {
    if (!this.#rhea.registered) return;
    this.#rhea._process();
    this.#writeNow();
  }

  #transfer(session: RheaSession, reader: Reader): void {
    const transfer = readTransfer(reader);
    const link = session.remote.handles[transfer.handle];
    if (link === undefined || !link.is_receiver()) {
      const condition = link === undefined ? "amqp:session:unattached-handle" : "amqp:session:errant-link";
      throw new ProtocolViolation(condition, `a transfer on handle ${transfer.handle}`);
    }
    session.incoming.onTransfer(link, transfer, reader.bytes.subarray(reader.position));
  }

  #session(channel: number): RheaSession {
    const session = this.#rhea.remote_channel_map[channel];
    if (session === undefined) {
      throw new ProtocolViolation("amqp:not-allowed", `a frame on channel ${channel}, where no session is`);
    }
    return session;
  }

  /** Has rhea act on a performative once it has been checked. */
  #toRhea(bytes: Buffer, bodyAt: number): void {
    const { values } = checkPerformative(bytes, bodyAt, this.#limits.maxNesting);
    this.cost = PeerBudget.costOf(bytes.length, values);
    this.#rhea.amqp_transport.read(bytes);
  }
}
