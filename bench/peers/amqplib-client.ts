import { openChannel, QUEUE } from "./amqplib-common.js";
import { runLoad, toLoad } from "./load.js";
import { makeThing } from "./payload.js";
import { servePeer } from "./peer-program.js";

const REPLIES = "amq.rabbitmq.reply-to";
/** ms, as text. */
const EXPIRATION = "30000";

const [url = "", queue = QUEUE] = process.argv.slice(2);
const channel = await openChannel(url);
const waiting = new Map<string, (reply: unknown) => void>();
let calls = 0;

await channel.consume(
  REPLIES,
  (message) => {
    if (message === null) return;
    const id = String(message.properties.correlationId);
    const resolve = waiting.get(id);
    waiting.delete(id);
    resolve?.(JSON.parse(message.content.toString()));
  },
  { noAck: true },
);

function call(value: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    calls += 1;
    const correlationId = String(calls);
    waiting.set(correlationId, resolve);
    const options = {
      correlationId,
      replyTo: REPLIES,
      contentType: "application/json",
      expiration: EXPIRATION,
    };
    channel.publish("", queue, Buffer.from(JSON.stringify(value)), options, (error) => {
      if (error) reject(error);
    });
  });
}

servePeer({
  call: (fields) => {
    const load = toLoad(fields);
    const thing = makeThing(load.bytes);
    return runLoad(load, () => call(thing));
  },
});
