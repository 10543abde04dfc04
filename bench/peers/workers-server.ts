import { createHash } from "node:crypto";
import {
  getRpcTransport,
  type RequestContext,
  RpcServer,
  runWorkers,
  serveUntilSignalled,
} from "../../src/index.js";
import { EchoEndpoint } from "./echo-service.js";
import type { Thing } from "./payload.js";
import { servePeer } from "./peer-program.js";

const [url, workers] = process.argv.slice(2);
const block = Buffer.alloc(64 * 1024);
const BLOCKS = 30;

/** A service that computes for some milliseconds. */
class ComputingEndpoint extends EchoEndpoint {
  override echo(_ctx: RequestContext, thing: Thing): Thing {
    const hash = createHash("sha256");
    for (let done = 0; done < BLOCKS; done += 1) hash.update(block);
    hash.digest();
    return thing;
  }
}

await runWorkers({ workers: Number(workers), onReady: () => servePeer({}) }, async (worker) => {
  const transport = getRpcTransport({ url });
  const endpoints = [new ComputingEndpoint()];
  const server = new RpcServer(transport, { topic: `workers-${workers}`, server: "one", endpoints });
  await server.start();
  worker.ready(server);
  await serveUntilSignalled([server], { signal: worker.signal, grace: worker.grace });
  await transport.close();
});
