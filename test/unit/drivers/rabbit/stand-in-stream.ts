import rhea from "rhea";
import type { SenderLink } from "../../../../src/amqp/engine/link.js";

/** A stream as RabbitMQ has them, whose chunks have one message each. */
export class StandInStream {
  readonly address: string;
  readonly #messages: Buffer[] = [];
  /** Those that read it, with the offset that each has come to. */
  readonly #readers = new Map<SenderLink, number>();
  readonly #deaf = new WeakSet<SenderLink>();

  constructor(queue: string) {
    this.address = `/queues/${queue}`;
  }

  /** Appends a cast of that id. */
  append(uniqueId: string): void {
    const request = { method: "m", args: {}, _unique_id: uniqueId };
    const body = { "oslo.version": "2.0", "oslo.message": JSON.stringify(request) };
    const offset = rhea.types.wrap_ulong(this.#messages.length);
    this.#messages.push(
      rhea.message.encode({
        content_type: "application/json",
        content_encoding: "utf-8",
        message_annotations: { "x-stream-offset": offset },
        body: rhea.message.data_section(Buffer.from(JSON.stringify(body))),
      }),
    );
    for (const link of this.#readers.keys()) this.#give(link);
  }

  /** A link has got credit, and is to give it back when it is to be drained. */
  credited(link: SenderLink, drain: boolean): void {
    if (!this.#readers.has(link)) this.#readers.set(link, this.#begin(link));
    this.#give(link);
    if (drain) link.giveCreditBack();
  }

  /** Delivers nothing any more to those that read it now, as when a node has lost its replica; their links stay. */
  deafen(): void {
    for (const link of this.#readers.keys()) this.#deaf.add(link);
  }

  /** Where a link begins by its filter. */
  #begin(link: SenderLink): number {
    const [value]: unknown[] = Object.values(link.peer?.source?.filter ?? {});
    const length = this.#messages.length;
    return value === "last" ? Math.max(0, length - 1) : Number(value);
  }

  #give(link: SenderLink): void {
    if (this.#deaf.has(link)) return;
    for (let next = this.#readers.get(link) ?? 0; link.credit > 0; next += 1) {
      const message = this.#messages[next];
      this.#readers.set(link, next);
      if (message === undefined || link.send(message, false, `${this.address} ${next}`) === undefined) return;
    }
  }
}
