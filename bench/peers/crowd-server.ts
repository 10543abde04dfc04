import { getRpcTransport, RpcServer } from "../../src/index.js";
import { EchoEndpoint } from "./echo-service.js";
import { servePeer } from "./peer-program.js";

/** Servers that start at the same time. */
const AT_ONCE = 50;

const [url] = process.argv.slice(2);
const shared = getRpcTransport({ url });
const endpoint = new EchoEndpoint();

async function start(count: number, one: (index: number) => RpcServer): Promise<void> {
  for (let started = 0; started < count; started += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, count - started) }, (_, index) =>
      one(started + index).start(),
    );
    await Promise.all(batch);
  }
}

await start(1, () => new RpcServer(shared, { server: "one", endpoints: [endpoint] }));
servePeer({
  /** Each has a connection of its own. */
  servers: ({ count }) =>
    start(Number(count), (index) => {
      const options = { topic: `servers-${count}`, server: `server-${index}`, endpoints: [endpoint] };
      return new RpcServer(getRpcTransport({ url }), options);
    }),
  addresses: ({ count }) =>
    start(
      Number(count),
      (index) => new RpcServer(shared, { topic: `address-${index}`, server: "one", endpoints: [endpoint] }),
    ),
});
