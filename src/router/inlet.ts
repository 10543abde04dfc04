import type { RawDelivery } from "../amqp/engine/delivery.js";
import type { ReceiverLink } from "../amqp/engine/link.js";

/** Where the messages of an inlet go. */
export interface Destination {
  /** Takes a message. `inlet.passed()` is called once the message no longer counts against its sender. */
  offer(delivery: RawDelivery, inlet: Inlet): void;
  removeInlet(inlet: Inlet): void;
}

/** The surroundings of an inlet, beside its link. */
export interface InletOptions {
  /** The identity of the client's connection. */
  readonly client: object;
  /** Messages that may come before one is passed on. */
  readonly window: number;
  readonly maxMessageSize: number;
  /** Whether the client may send to an address; asked where the messages name it. */
  readonly maySend: (address: string) => boolean;
  /** The link is gone. */
  readonly closed: () => void;
}

/** A link on which a client sends. Its credit is a window that moves with the messages passed on. */
export class Inlet {
  readonly link: ReceiverLink;
  readonly #destination: Destination;
  readonly #window: number;
  /** Messages passed on since credit was last given. */
  #passed: number;
  #open = false;
  #closed = false;
  readonly maySend: (address: string) => boolean;

  constructor(
    link: ReceiverLink,
    destination: Destination,
    { client, window, maxMessageSize, maySend, closed }: InletOptions,
  ) {
    this.link = link;
    this.maySend = maySend;
    this.#destination = destination;
    this.#window = window;
    this.#passed = window;
    link.events = {
      maxMessageSize,
      closed,
      delivered: (delivery) => {
        delivery.from = client;
        destination.offer(delivery, this);
      },
      aborted: () => this.passed(),
    };
  }

  /** Lets the client send. */
  open(): void {
    if (this.#open || this.#closed) return;
    this.#open = true;
    this.#grant();
  }

  /** Gives no more credit; what the client has it may use. */
  pause(): void {
    this.#open = false;
  }

  /** Takes back the credit the client has: nobody receives. What is under way still comes. */
  shut(): void {
    this.#open = false;
    this.#passed += this.link.revokeCredit();
  }

  /** Takes back the credit for good. */
  retire(): void {
    this.#closed = true;
    this.shut();
  }

  /** A message has left, or no longer counts. */
  passed(): void {
    this.#passed++;
    if (this.#open && this.#passed * 2 >= this.#window) this.#grant();
  }

  #grant(): void {
    if (this.#passed === 0) return;
    this.link.addCredit(this.#passed);
    this.#passed = 0;
  }

  /** The link is gone. */
  close(): void {
    this.#closed = true;
    this.#open = false;
    this.link.events = undefined;
    this.#destination.removeInlet(this);
  }
}
