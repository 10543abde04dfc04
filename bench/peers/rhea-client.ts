import { once } from "node:events";
import rhea, { type Connection, type Delivery, type EventContext, type Message, type Sender } from "rhea";
import { runLoad, toLoad } from "./load.js";
import { makeThing } from "./payload.js";
import { type Operation, servePeer } from "./peer-program.js";
import { connectionOptions, FANOUT_ADDRESS, SERVICE_ADDRESS } from "./rhea-common.js";

/** Sends while there is credit; the rest waits, as rhea's documentation has it. */
class Outbox {
  readonly #sender: Sender;
  readonly #waiting: { readonly message: Message; readonly sent: (delivery: Delivery) => void }[] = [];

  constructor(sender: Sender) {
    this.#sender = sender;
    sender.on("sendable", () => this.#flush());
  }

  send(message: Message, sent: (delivery: Delivery) => void = () => {}): void {
    this.#waiting.push({ message, sent });
    this.#flush();
  }

  #flush(): void {
    while (this.#waiting.length > 0 && this.#sender.sendable()) {
      const next = this.#waiting.shift();
      if (next !== undefined) next.sent(this.#sender.send(next.message));
    }
  }
}

async function open(connection: Connection, address: string): Promise<Outbox> {
  const sender = connection.open_sender({ target: { address } });
  await once(sender, "sender_open");
  return new Outbox(sender);
}

const [url = ""] = process.argv.slice(2);
const connection = rhea.create_container().connect(connectionOptions(url));
const receiver = connection.open_receiver({ source: { address: "", dynamic: true }, credit_window: 1000 });
await once(receiver, "receiver_open");
const replyTo = receiver.source.address;
const requests = await open(connection, SERVICE_ADDRESS);
const fanout = await open(connection, FANOUT_ADDRESS);

const calls = new Map<number, (result: unknown) => void>();
let lastId = 0;
receiver.on("message", ({ message }: EventContext) => {
  const id = Number(message?.correlation_id);
  calls.get(id)?.(JSON.parse(message?.body));
  calls.delete(id);
});

const casts = new Map<Delivery, () => void>();
connection.on("accepted", ({ delivery }: EventContext) => {
  if (delivery === undefined) return;
  casts.get(delivery)?.();
  casts.delete(delivery);
});

function call(value: unknown): Promise<unknown> {
  return new Promise((resolve) => {
    const id = ++lastId;
    calls.set(id, resolve);
    requests.send({ reply_to: replyTo, correlation_id: id, body: JSON.stringify(value) });
  });
}

function cast(outbox: Outbox, value: unknown): Promise<void> {
  return new Promise((resolve) => {
    outbox.send({ body: JSON.stringify(value) }, (delivery) => casts.set(delivery, resolve));
  });
}

const operation =
  (request: (value: unknown) => Promise<unknown>): Operation =>
  (fields) => {
    const load = toLoad(fields);
    const thing = makeThing(load.bytes);
    return runLoad(load, () => request(thing));
  };

servePeer({
  call: operation(call),
  cast: operation((value) => cast(requests, value)),
  fanout: operation((value) => cast(fanout, value)),
});
