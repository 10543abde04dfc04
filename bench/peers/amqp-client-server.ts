import { openChannel, QUEUE } from "./amqp-client-common.js";
import { servePeer } from "./peer-program.js";

const [url = ""] = process.argv.slice(2);
const channel = await openChannel(url);
await channel.queueDeclare(QUEUE, { exclusive: true });
await channel.prefetch(100);
await channel.basicConsume(QUEUE, { noAck: false }, async (message) => {
  await message.ack();
  const { replyTo = "", correlationId = "" } = message.properties;
  const reply = JSON.stringify(JSON.parse(message.bodyString() ?? ""));
  await channel.basicPublish("", replyTo, reply, { correlationId, contentType: "application/json" });
});
servePeer({});
