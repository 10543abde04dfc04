import type { IncomingRequest } from "../driver.js";

/** A consumer of a topic: one server's subscription. */
export interface Consumer {
  readonly server: string;
  /** Requests it works on at once. */
  readonly concurrency: number;
  readonly onRequest: (request: IncomingRequest) => void;
}

/** A consumer and the requests it has that are not done. */
interface Seat {
  readonly consumer: Consumer;
  held: number;
}

/** A topic of an exchange: requests wait in it until a server has room for them. */
export class Topic {
  readonly #seats: Seat[] = [];
  /** Requests in the order they came, with the server they are for if it is a certain one. */
  readonly #waiting = new Map<IncomingRequest, string | undefined>();
  #next = 0;

  /** Hands a request to one server, or keeps it until one has room for it. */
  route(request: IncomingRequest, server: string | undefined): void {
    const seat = this.#choose(server);
    if (seat === undefined) this.#waiting.set(request, server);
    else this.#hand(request, seat);
  }

  /**
   * Hands a request of its own to each server that is there, however busy it is.
   *
   * @returns how many there are
   */
  fanout(makeRequest: () => IncomingRequest): number {
    const seats = [...this.#seats];
    for (const seat of seats) this.#hand(makeRequest(), seat);
    return seats.length;
  }

  /** True while no server has got the request. */
  holds(request: IncomingRequest): boolean {
    return this.#waiting.has(request);
  }

  /** Forgets a request that still waits. */
  withdraw(request: IncomingRequest): void {
    this.#waiting.delete(request);
  }

  /** Adds a server, which gets what waits for it. Returns what removes it again. */
  subscribe(consumer: Consumer): () => void {
    const seat: Seat = { consumer, held: 0 };
    this.#seats.push(seat);
    this.#handOut();
    return () => {
      const index = this.#seats.indexOf(seat);
      if (index >= 0) this.#seats.splice(index, 1);
    };
  }

  /** The server named, or each in turn of those that have room. */
  #choose(server: string | undefined): Seat | undefined {
    const count = this.#seats.length;
    for (let tried = 0; tried < count; tried += 1) {
      const seat = this.#seats[(this.#next + tried) % count] as Seat;
      if (!hasRoom(seat) || (server !== undefined && seat.consumer.server !== server)) continue;
      if (server === undefined) this.#next = (this.#next + tried + 1) % count;
      return seat;
    }
    return undefined;
  }

  #hand(request: IncomingRequest, seat: Seat): void {
    let isHeld = true;
    const leave = () => {
      if (!isHeld) return;
      isHeld = false;
      seat.held -= 1;
      this.#handOut();
    };
    seat.held += 1;
    seat.consumer.onRequest({
      ...request,
      done: leave,
      requeue: () => {
        leave();
        request.requeue();
      },
    });
  }

  #handOut(): void {
    for (const [request, server] of this.#waiting) {
      if (!this.#seats.some(hasRoom)) return;
      const seat = this.#choose(server);
      if (seat === undefined) continue;
      this.#waiting.delete(request);
      this.#hand(request, seat);
    }
  }
}

function hasRoom({ held, consumer }: Seat): boolean {
  return held < consumer.concurrency;
}
