import { before } from "node:test";
import { getRpcTransport, RpcServer, type RpcTransport } from "../../../src/index.js";
import type { Router, RouterOptions } from "../../../src/router/index.js";
import { hookLimit } from "../../support/peers.js";
import { useRouter } from "../../support/use-router.js";
import { PythonClient } from "./python-client.js";
import { PythonServer } from "./python-server.js";
import { SandboxClient, SandboxEndpoint } from "./sandbox.js";

/** Servers and clients of both kinds at one router. */
export interface BothKinds {
  readonly endpoint: SandboxEndpoint;
  readonly transport: RpcTransport;
  readonly client: SandboxClient;
  /** `Server01`, with the endpoint. */
  readonly server: RpcServer;
  /** `Python01`. */
  readonly pythonServer: PythonServer;
  readonly pythonClient: PythonClient;
}

/**
 * A router with servers and clients of both kinds, which run while the tests of the surrounding suite do.
 *
 * @param url where they all reach the router
 * @returns what gives them to the tests
 */
export function usePython(url: (router: Router) => string, options: RouterOptions = {}): () => BothKinds {
  const { router, add } = useRouter(options);
  const endpoint = new SandboxEndpoint();
  let both: BothKinds | undefined;
  before(async () => {
    const place = { url: url(router) };
    const transport = getRpcTransport(place);
    add(() => transport.close());
    const server = new RpcServer(transport, { server: "Server01", endpoints: [endpoint] });
    add(() => server.stop());
    const client = new SandboxClient(transport, { timeout: 10 });
    const [pythonServer, pythonClient] = await Promise.all([
      stopped(PythonServer.start({ ...place, server: "Python01" })),
      stopped(PythonClient.start(place)),
      server.start(),
    ]);
    both = { endpoint, transport, client, server, pythonServer, pythonClient };
  }, hookLimit);
  /** Also where another did not start. */
  async function stopped<T extends { stop(): Promise<unknown> }>(starting: Promise<T>): Promise<T> {
    const peer = await starting;
    add(() => peer.stop());
    return peer;
  }
  return () => {
    if (both === undefined) throw new Error("peers are started before the tests of a suite, and not earlier");
    return both;
  };
}
