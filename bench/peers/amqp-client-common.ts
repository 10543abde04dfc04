import { type AMQPChannel, AMQPClient } from "@cloudamqp/amqp-client";

/** The queue of the server. */
export const QUEUE = "bench-amqp-client";

/** A channel with publisher confirms, on a connection of its own, which waits for nothing before it writes. */
export async function openChannel(url: string): Promise<AMQPChannel> {
  const client = new AMQPClient(url.replace(/^rabbit:/, "amqp:"));
  const connection = await client.connect();
  client.socket?.setNoDelay(true);
  const channel = await connection.channel();
  await channel.confirmSelect();
  return channel;
}
