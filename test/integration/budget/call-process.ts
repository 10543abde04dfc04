import { Session } from "node:inspector/promises";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { getRpcTransport, RpcServer } from "../../../src/index.js";
import { Router } from "../../../src/router/index.js";
import { ThingClient, ThingEndpoint } from "../service/thing-service.js";

// One of the three processes of a call: `router`, `server URL` or `client URL`. It does what the test tells it, and
// answers each time; the first answer says that it is ready.

/** An order of the test. From `begin` to `end` the functions that run are counted. */
export type Order = "begin" | "end" | "stop" | { readonly calls: number };

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const session = new Session();
session.connect();

const [role = "", url = ""] = process.argv.slice(2);
const stops: (() => Promise<unknown>)[] = [];
let call = async (): Promise<unknown> => undefined;

/** @returns the router's URL */
async function start(): Promise<string> {
  if (role === "router") {
    const router = new Router({ port: 0 });
    stops.push(() => router.stop());
    await router.start();
    return router.url;
  }
  const transport = getRpcTransport({ url });
  stops.push(() => transport.close());
  if (role === "server") {
    const server = new RpcServer(transport, { server: "one", endpoints: [new ThingEndpoint()] });
    stops.unshift(() => server.stop());
    await server.start();
  } else {
    const client = new ThingClient(transport, { timeout: 60 });
    call = () => client.join("left", "right");
  }
  return "";
}

/** How often the busiest function of each file in `src/` has run. */
async function counts(): Promise<Record<string, number>> {
  const { result } = await session.post("Profiler.takePreciseCoverage");
  const files: Record<string, number> = {};
  for (const { url: script, functions } of result) {
    if (!script.startsWith("file:")) continue;
    const file = relative(ROOT, fileURLToPath(script));
    if (!file.startsWith("src/")) continue;
    files[file] = Math.max(0, ...functions.map(({ ranges }) => ranges[0]?.count ?? 0));
  }
  return files;
}

async function follow(order: Order): Promise<unknown> {
  if (typeof order === "object") {
    for (let made = 0; made < order.calls; made += 1) await call();
    return "";
  }
  if (order === "end") return await counts();
  if (order === "begin") {
    await session.post("Profiler.enable");
    await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
    return "";
  }
  for (const stop of stops) await stop();
  session.disconnect();
  process.disconnect();
  return "";
}

process.on("message", (order: Order) => {
  void follow(order).then((answer) => process.connected && process.send?.({ answer }));
});
process.send?.({ answer: await start() });
