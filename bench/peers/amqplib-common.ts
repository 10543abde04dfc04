import { type ChannelModel, type ConfirmChannel, connect } from "amqplib";

/** The queue of the server, where it is told no other. */
export const QUEUE = "bench-amqplib";

/** A channel with publisher confirms, on a connection of its own: as its users write it who lose nothing. */
export async function openChannel(url: string): Promise<ConfirmChannel> {
  const connection: ChannelModel = await connect(url.replace(/^rabbit:/, "amqp:"), { noDelay: true });
  return connection.createConfirmChannel();
}
