import type { LiveConnection } from "../../../src/amqp/client/live-connection.js";
import type { IncomingDelivery } from "../../../src/amqp/client/receiver.js";
import type { AmqpSender } from "../../../src/amqp/client/sender.js";
import { bodyText, decodeMessage } from "../../../src/amqp/codec/message.js";
import { encodeMessage } from "../../../src/amqp/codec/message-writer.js";
import {
  connectClient,
  makeReceiver,
  makeSender,
  type Queue,
  type Started,
} from "../../integration/amqp/harness.js";
import { thingDescriptor } from "../../integration/service/thing-service.js";

const { topic, exchange } = thingDescriptor;

/** Where servers of the things listen. */
export const thingsAddress = `openstack.org/om/rpc/anycast/${exchange}/${topic}`;

/** A client that writes its requests by hand. */
export class RawCaller {
  readonly live: LiveConnection;
  readonly replyTo: string;
  readonly #replies: Queue<IncomingDelivery>;
  readonly #sender: AmqpSender;
  #calls = 0;

  static async connect(started: Started, port: number): Promise<RawCaller> {
    const { live } = await connectClient(started, port);
    const { receiver, deliveries } = makeReceiver(started);
    const replyTo = await receiver.attach(live, null, "replies");
    const sender = makeSender(started);
    sender.attach(live, thingsAddress);
    return new RawCaller(live, replyTo, deliveries, sender);
  }

  private constructor(
    live: LiveConnection,
    replyTo: string,
    replies: Queue<IncomingDelivery>,
    sender: AmqpSender,
  ) {
    this.live = live;
    this.replyTo = replyTo;
    this.#replies = replies;
    this.#sender = sender;
  }

  /** Sends a request, and returns the body of what is answered. @param sections written before the body */
  async call(body: string, sections: Buffer = Buffer.alloc(0)): Promise<string | null> {
    const { replyTo } = this;
    const messageId = `call ${++this.#calls}`;
    const head = encodeMessage({ to: thingsAddress, messageId, replyTo, body: null });
    const rest = encodeMessage({ body });
    await this.#sender.send({ encode: () => Buffer.concat([head, sections, rest]), settled: false });
    const reply = await this.#replies.next();
    reply.accept();
    return bodyText(decodeMessage(reply.bytes));
  }

  /** Sends a request whose reply is wanted elsewhere. */
  async ask(body: string, replyTo: string): Promise<void> {
    const encode = () => encodeMessage({ to: thingsAddress, messageId: "elsewhere", replyTo, body });
    await this.#sender.send({ encode, settled: false });
  }
}

/** A server of the things that answers every request with what it is told to. */
export async function answerWith(started: Started, port: number, answer: () => string): Promise<void> {
  const { live } = await connectClient(started, port);
  const sender = makeSender(started);
  sender.attach(live, null);
  const { receiver } = makeReceiver(started, {
    onDelivery: (delivery) => {
      const { replyTo: to, messageId: correlationId } = decodeMessage(delivery.bytes);
      delivery.accept();
      if (to === undefined) return;
      void sender.send({ encode: () => encodeMessage({ to, correlationId, body: answer() }), settled: true });
    },
  });
  await receiver.attach(live, thingsAddress);
}
