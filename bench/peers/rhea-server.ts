import { once } from "node:events";
import type { AddressInfo } from "node:net";
import rhea, { type EventContext, type Sender } from "rhea";
import { servePeer } from "./peer-program.js";
import { connectionOptions, FANOUT_ADDRESS, SERVICE_ADDRESS } from "./rhea-common.js";

/**
 * The server people write by hand on rhea: it reads a request's JSON, and sends it back to where the request says.
 * With a URL it stands behind an intermediary; without one it listens itself.
 */
const [url] = process.argv.slice(2);
const container = rhea.create_container();
let received = 0;

function answer({ message, connection }: EventContext, reply: Sender | undefined): void {
  if (message === undefined) return;
  const body: unknown = JSON.parse(message.body);
  if (message.reply_to === undefined) {
    received += 1;
    return;
  }
  const response = {
    to: message.reply_to,
    correlation_id: message.correlation_id ?? "",
    body: JSON.stringify(body),
  };
  if (reply !== undefined) reply.send(response);
  else connection.send(response);
}

if (url !== undefined) {
  const connection = container.connect(connectionOptions(url));
  const reply = connection.open_sender({ target: {} });
  const receiver = connection.open_receiver({ source: { address: SERVICE_ADDRESS }, credit_window: 1000 });
  connection.on("message", (context) => answer(context, reply));
  await once(receiver, "receiver_open");
  const serveFanout = async ({ servers }: Readonly<Record<string, unknown>>) => {
    const options = { source: { address: FANOUT_ADDRESS }, credit_window: 1000 };
    const receivers = Array.from({ length: Number(servers) }, () => connection.open_receiver(options));
    await Promise.all(receivers.map((each) => once(each, "receiver_open")));
  };
  servePeer({ received: () => received, serveFanout });
} else {
  const replies = new Map<string, Sender>();
  container.on("sender_open", ({ sender }: EventContext) => {
    if (!sender?.source.dynamic) return;
    const address = `reply-${replies.size}`;
    sender.set_source({ address });
    replies.set(address, sender);
  });
  container.on("message", (context) => answer(context, replies.get(context.message?.reply_to ?? "")));
  const server = container.listen({ host: "127.0.0.1", port: 0 });
  server.on("connection", (socket) => socket.setNoDelay(true));
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  servePeer({ received: () => received }, { url: `amqp://127.0.0.1:${port}` });
}
