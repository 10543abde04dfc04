import { openChannel, QUEUE } from "./amqplib-common.js";
import { servePeer } from "./peer-program.js";

const [url = "", queue = QUEUE] = process.argv.slice(2);
const channel = await openChannel(url);
await channel.assertQueue(queue, { exclusive: true });
await channel.prefetch(100);
await channel.consume(queue, (message) => {
  if (message === null) return;
  channel.ack(message);
  const { replyTo, correlationId } = message.properties;
  const reply = Buffer.from(JSON.stringify(JSON.parse(message.content.toString())));
  const contentType = "application/json";
  channel.publish("", String(replyTo), reply, { correlationId, contentType }, (error) => {
    if (error) throw error;
  });
});
servePeer({});
