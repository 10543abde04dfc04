import { EventEmitter, once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import rhea from "rhea";
import { decodeState, rejectedState, releasedState } from "../../../../src/amqp/codec/delivery-state.js";
import { FormatCode } from "../../../../src/amqp/codec/encoding.js";
import { encodeMessage } from "../../../../src/amqp/codec/message-writer.js";
import { DISPOSITION_OVERHEAD, writeDisposition } from "../../../../src/amqp/codec/performatives.js";
import { acceptConnection } from "../../../../src/amqp/engine/connection.js";
import type { OutgoingDelivery, RawDelivery } from "../../../../src/amqp/engine/delivery.js";
import { ReceiverLink, type SenderLink } from "../../../../src/amqp/engine/link.js";
import type { Session } from "../../../../src/amqp/engine/session.js";
import type { ServerLogin } from "../../../../src/amqp/sasl/mechanism.js";
import type { StandInStream } from "./stand-in-stream.js";
import { unavailableState } from "./unavailable-state.js";

const CREDIT = 100;

/** Where a disposition says that it settles. */
const NOT_SETTLED = 31;

const login: ServerLogin = {
  required: true,
  mechanisms: new Map([["PLAIN", () => ({ step: () => ({ user: "guest" }) })]]),
  succeeded() {},
  refused() {},
};

/** As much of RabbitMQ 4 as a test needs to say what happens when. It routes nothing. */
export class StandInBroker {
  /** What the broker calls itself. */
  product = "RabbitMQ";
  /** So many connections end right after the login. */
  hangUps = 0;
  /** So many messages are the last thing heard of a connection: all are lost, and nothing is said of it. */
  cuts = 0;
  /** So many messages are the last thing heard of their session, whose end is told. */
  ends = 0;
  /** So many answers of the management node are the last thing heard of their session. */
  lastAnswers = 0;
  /** During a memory or disk alarm connections are taken, and whatever is sent over them waits. */
  hasAlarm = false;
  /** Status of a request to the management node, such as `PUT /queues/q`. */
  status: (request: string) => string = () => "204";
  /** What it says when it refuses one. */
  explanation = "refused";
  /** True for a request to the management node that ends its session, as one that the user may not make. */
  forbids: (request: string) => boolean = () => false;
  /** True when a queue may not be consumed from now. */
  refuses: (queue: string) => boolean = () => false;
  /** True when nothing may be published to an address, which ends the session; what follows there is ignored. */
  forbidsPublishing: (address: string) => boolean = () => false;
  /** How an attach is refused. */
  refusal = "amqp:internal-error";
  /** A refusal ends the session and all its links, as it does before RabbitMQ 4.3. */
  refusalEndsSession = false;
  /** Attaches that were refused. */
  refused = 0;
  /** False when no queue takes what is published to an address now. */
  routes: (address: string) => boolean = () => true;
  /** False when there is no binding that a request to the management node asks for. */
  isBound: (request: string) => boolean = () => true;
  /** Why what is published to an address is rejected. */
  rejects: (address: string) => string | undefined = () => undefined;
  /** The queue of several that is gone when the rest take what is published to an address. */
  lacks: (address: string) => string | undefined = () => undefined;
  /** What is read from with an offset. */
  stream: StandInStream | undefined;
  /** Requests to the management node. */
  readonly declared: string[] = [];
  /** Addresses that were attached to. */
  readonly attached: string[] = [];
  /** Addresses whose messages are to be settled as they are delivered. */
  readonly settledSources: string[] = [];
  /** Addresses messages were published to. */
  readonly published: string[] = [];
  /** The messages themselves. */
  readonly messages: Buffer[] = [];
  /** What became of the messages delivered, as `ID: state`, or `ID: taken back, state`. */
  readonly outcomes: string[] = [];
  readonly #consumers = new Map<string, { readonly link: SenderLink; readonly socket: Socket }>();
  /** What is delivered, and not settled. */
  readonly #unsettled = new Set<OutgoingDelivery>();
  readonly #takenBack = new WeakSet<OutgoingDelivery>();
  readonly #sockets = new Set<Socket>();
  readonly #events = new EventEmitter();
  readonly #server = createServer((socket) => this.#accept(socket));

  async start(): Promise<this> {
    await once(this.#server.listen(0, "127.0.0.1"), "listening");
    return this;
  }

  get url(): string {
    return `rabbit://guest:guest@127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  /** Loses all connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#consumers.clear();
  }

  stop(): void {
    this.cut();
    this.#server.close();
  }

  /** Resolves when that is so, which something the broker hears must have made true. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await once(this.#events, "heard");
  }

  /** True when the queue can be delivered from. */
  isConsumed(queue: string): boolean {
    return this.#consumers.has(`/queues/${queue}`);
  }

  /** Deletes a queue that is consumed from. */
  delete(queue: string): void {
    const address = `/queues/${queue}`;
    this.#consumers
      .get(address)
      ?.link.close({ condition: "amqp:resource-deleted", description: `queue '${queue}' was deleted` });
    this.#consumers.delete(address);
  }

  /** Delivers what is a cast and a notification, from a queue that is consumed from. */
  deliver(queue: string, uniqueId: string): void {
    const notification = { event_type: uniqueId, priority: "INFO", payload: {} };
    const request = { method: "m", args: {}, ...notification, _unique_id: uniqueId };
    const body = { "oslo.version": "2.0", "oslo.message": JSON.stringify(request) };
    const message = encodeMessage({
      durable: true,
      bodyAs: "data",
      to: "",
      contentType: "application/json",
      contentEncoding: "utf-8",
      body: JSON.stringify(body),
    });
    const delivery = this.#consumers.get(`/queues/${queue}`)?.link.send(message, false, uniqueId);
    if (delivery !== undefined) this.#unsettled.add(delivery);
  }

  /** Takes all deliveries back that are not settled, as RabbitMQ 4.3 does when a consumer timeout is over. */
  takeBack(queue: string): void {
    const consumer = this.#consumers.get(`/queues/${queue}`);
    if (consumer === undefined) throw new Error(`nobody consumes ${queue}`);
    const { link, socket } = consumer;
    const { channel } = link.session;
    const deliveries = [...this.#unsettled];
    // What was delivered in this turn leaves first.
    setImmediate(() => {
      for (const delivery of deliveries) {
        const { id } = delivery;
        this.#takenBack.add(delivery);
        const frame = Buffer.alloc(DISPOSITION_OVERHEAD + releasedState.length);
        writeDisposition(frame, 0, channel, false, id, id, releasedState);
        frame[NOT_SETTLED] = FormatCode.false;
        socket.write(frame);
      }
    });
  }

  #heard(): void {
    this.#events.emit("heard");
  }

  #loggedIn(socket: Socket): void {
    if (this.hangUps === 0) return;
    this.hangUps--;
    // The client still hears that it is let in.
    setImmediate(() => socket.end());
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    const ended = new Set<Session>();
    const management = new Map<Session, SenderLink>();
    const connection = acceptConnection(
      socket,
      {
        containerId: "rabbit@stand-in",
        properties: { product: this.product, version: "4.0.5" },
        offeredCapabilities: ["ANONYMOUS-RELAY"],
      },
      { ...login, succeeded: () => this.#loggedIn(socket) },
      {
        opened: () => {},
        attached: (link) => {
          if (link instanceof ReceiverLink) this.#receive(link, ended, management);
          else this.#send(link, socket, management);
        },
        closed: () => this.#heard(),
        failed: () => {},
      },
    );
    socket.on("close", () => {
      this.#sockets.delete(socket);
      connection.discard();
      this.#heard();
    });
  }

  #receive(link: ReceiverLink, ended: Set<Session>, management: Map<Session, SenderLink>): void {
    const { session, peer } = link;
    link.setTermini({}, { address: peer?.target?.address });
    const isManagement = peer?.target?.address === "/management";
    link.events = {
      closed: () => this.#heard(),
      delivered: (delivery: RawDelivery) => {
        if (this.hasAlarm) return;
        link.addCredit(1);
        if (isManagement) this.#answer(delivery.bytes, management.get(session));
        else {
          if (ended.has(session)) return;
          const to = String(rhea.message.decode(delivery.bytes).to);
          this.published.push(to);
          this.messages.push(delivery.bytes);
          if (this.cuts > 0) {
            this.cuts--;
            this.cut();
          } else if (this.ends > 0) {
            this.ends--;
            session.close({ condition: "amqp:internal-error", description: "oops" });
          } else if (this.forbidsPublishing(to)) {
            ended.add(session);
            session.close({ condition: "amqp:unauthorized-access", description: "access refused" });
          } else if (this.rejects(to) !== undefined) {
            delivery.settle(rejectedState(String(this.rejects(to)), "no"));
          } else if (this.lacks(to) !== undefined) {
            delivery.settle(unavailableState(String(this.lacks(to))));
          } else if (this.routes(to)) delivery.accept();
          else delivery.settle(releasedState);
        }
        this.#heard();
      },
    };
    link.addCredit(CREDIT);
  }

  #send(link: SenderLink, socket: Socket, management: Map<Session, SenderLink>): void {
    const queue = String(link.peer?.source?.address);
    link.events = { closed: () => this.#heard() };
    this.attached.push(queue);
    if (link.peer?.snd_settle_mode === 1) this.settledSources.push(queue);
    if (queue !== "/management" && this.refuses(queue)) {
      this.refused++;
      const error = { condition: this.refusal, description: "not now" };
      if (this.refusalEndsSession) link.session.close(error);
      else link.close(error);
    } else {
      link.setTermini({ address: queue }, {});
      if (queue === "/management") management.set(link.session, link);
      else this.#consumed(queue, link, socket);
    }
    this.#heard();
  }

  #consumed(queue: string, link: SenderLink, socket: Socket): void {
    link.events = {
      closed: () => this.#heard(),
      credit: (drain) => {
        if (queue === this.stream?.address) this.stream.credited(link, drain);
        else if (drain) link.giveCreditBack();
        this.#consumers.set(queue, { link, socket });
        this.#heard();
      },
      outcome: (delivery, state) => {
        this.#unsettled.delete(delivery);
        const how = this.#takenBack.has(delivery) ? "taken back, " : "";
        this.outcomes.push(`${delivery.owner}: ${how}${decodeState(state).state}`);
        this.#heard();
      },
    };
  }

  #answer(request: Buffer, sender: SenderLink | undefined): void {
    const { subject, to, message_id } = rhea.message.decode(request);
    const asked = `${subject} ${to}`;
    this.declared.push(asked);
    if (this.forbids(asked)) {
      sender?.session.close({ condition: "amqp:unauthorized-access", description: "access refused" });
      return;
    }
    const status = this.status(asked);
    const isSuccess = status.startsWith("2");
    const found = subject === "GET" ? (this.isBound(asked) ? ["a binding"] : []) : null;
    const body = isSuccess ? found : this.explanation;
    const answer = rhea.message.encode({ subject: status, correlation_id: String(message_id), body });
    if (sender === undefined) return;
    sender.send(answer, true);
    if (this.lastAnswers === 0) return;
    this.lastAnswers--;
    sender.session.close();
  }
}
