import type { RequestContext } from "../../../src/index.js";
import {
  type Order,
  OrdersEndpoint,
  OrdersNotificationEndpoint,
  type Placed,
  type SealResult,
  SoldOut,
} from "../../fixtures/generated/orders/index.js";
import { EventLog } from "./event-log.js";
import type { PythonFailure } from "./python-client.js";
import { ANSWER_MS, type Line, type PeerOptions, PythonProcess, peerArguments } from "./python-process.js";

/** One request of a program that has both sides of the generated Python package. */
export interface OrdersRequest {
  readonly op: "client" | "notify";
  readonly method?: string;
  readonly kwargs?: Readonly<Record<string, unknown>>;
  readonly topic?: "orders-urgent";
  /** Casts a method that is both called and cast. */
  readonly cast?: true;
  readonly prepare?: Readonly<Record<string, unknown>>;
  readonly payload?: unknown;
  readonly priority?: string;
  /** False: what is sent and what comes back is not checked in Python. */
  readonly validate?: false;
}

/** Client, server, notifier and listener of the Python package that `oslo-gen python` writes. */
export class PythonOrders {
  readonly #process: PythonProcess;
  /** Whether values are checked there: jsonschema is installed. */
  readonly checks: boolean;
  #lastId = 0;

  private constructor(started: PythonProcess, checks: boolean) {
    this.#process = started;
    this.checks = checks;
  }

  static async start(options: PeerOptions): Promise<PythonOrders> {
    const peer = await PythonProcess.start("generated_orders.py", peerArguments(options), options.python);
    const { available } = await peer.lines.next(({ event }) => event === "checks", ANSWER_MS);
    return new PythonOrders(peer, available === true);
  }

  /** The answer to a request: its result, or the exception that it ended with. */
  async run(request: OrdersRequest): Promise<{ readonly result?: unknown; readonly error?: PythonFailure }> {
    const id = ++this.#lastId;
    this.#process.write({ id, ...request });
    return await this.#process.lines.next((line) => line.id === id, ANSWER_MS);
  }

  /** The next call that came to its server. */
  async called(method: string): Promise<Readonly<Record<string, unknown>>> {
    const isWanted = (line: Line) => line.event === "called" && line.method === method;
    const { args } = await this.#process.lines.next(isWanted, ANSWER_MS);
    return args as Readonly<Record<string, unknown>>;
  }

  /** The next notification that came to its listener. */
  received(): Promise<Line> {
    return this.#process.lines.next(({ event }) => event === "received", ANSWER_MS);
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}

/** Serves as `peers/generated_orders.py` does. */
export class Orders extends OrdersEndpoint {
  readonly calls = new EventLog<Readonly<Record<string, unknown>>>();

  override place(
    _ctx: RequestContext,
    order: Order,
    from: string,
    priority: number,
    note?: string | null,
    express?: boolean,
  ): Placed {
    this.calls.add({ method: "place", order, from, priority, note, express });
    if (order.amount > 100) throw new SoldOut("only 100", { left: 100 });
    // What breaks the definition, as plain JavaScript could.
    if (order.amount === 99) return { order } as Placed;
    return { order, from, priority, ...(note === undefined ? {} : { note }) };
  }

  override doCount(): bigint {
    return 2n ** 60n;
  }

  override lookup(_ctx: RequestContext, id: string): Order | null {
    return id === "o-1" ? { id, amount: 1 } : null;
  }

  override forget(_ctx: RequestContext, id: string): void {
    this.calls.add({ method: "forget", id });
  }

  override restock(_ctx: RequestContext, amount: number, kwargs: Record<string, string>): number {
    this.calls.add({ method: "restock", amount, ...kwargs });
    return 100 + amount;
  }

  override pack(_ctx: RequestContext, id: string, paper?: boolean, weight?: number | string | null): string {
    return [id, paper ?? "none", weight ?? "none"].join(" ");
  }

  override label(
    _ctx: RequestContext,
    id: string,
    colour?: string,
    kwargs: { [name: string]: string | number } = {},
  ): { [name: string]: string | number } {
    return { id, ...(colour === undefined ? {} : { colour }), ...kwargs };
  }

  override seal(
    _ctx: RequestContext,
    seal: Uint8Array,
    price: string,
    wax: Uint8Array | null,
    kwargs: { [name: string]: Uint8Array } = {},
  ): SealResult {
    this.calls.add({ method: "seal", seal, price, wax, kwargs });
    return { seals: [seal, ...Object.values(kwargs)], prices: { price, other: "free" } };
  }
}

/** Keeps the notifications that come. */
export class OrdersListener extends OrdersNotificationEndpoint {
  readonly received = new EventLog<Order>();

  override orderPlaced(_ctx: RequestContext, payload: Order): void {
    this.received.add(payload);
  }
}
