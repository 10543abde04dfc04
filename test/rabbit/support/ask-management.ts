import { once } from "node:events";
import rhea, { type Message, type Receiver, type Sender } from "rhea";

/** Asks RabbitMQ's management node over a connection of its own, as an operator's tool does; returns the status. */
export async function askManagement(
  url: string,
  verb: string,
  path: string,
  body: object | null = null,
): Promise<string> {
  const { hostname: host, port, username, password } = new URL(url);
  const connection = rhea
    .create_container()
    .connect({ host, port: Number(port), username, password, reconnect: false });
  await once(connection, "connection_open");
  const node = { address: "/management" };
  // Paired links: the node answers where it is asked.
  const link = { name: "operator", source: node, target: node, properties: { paired: true } };
  const sender: Sender = connection.open_sender({ ...link, snd_settle_mode: 1 });
  await once(sender, "sender_open");
  const receiver: Receiver = connection.open_receiver(link);
  await once(receiver, "receiver_open");
  const answered = once(receiver, "message") as Promise<[{ message: Message }]>;
  sender.send({ message_id: "1", to: path, subject: verb, reply_to: "$me", body });
  const [{ message }] = await answered;
  connection.close();
  await once(connection, "connection_close");
  return String(message.subject);
}
