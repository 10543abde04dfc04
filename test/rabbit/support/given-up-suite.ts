import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { getRpcTransport, type Logger, RpcServer, type RpcTransport } from "../../../src/index.js";
import { silentLogger } from "../../../src/log/logger.js";
import { CutProxy } from "../../integration/faults/support/cut-proxy.js";
import { ThingClient, ThingEndpoint } from "../../integration/service/thing-service.js";
import { needs } from "../../support/peers.js";
import { type GivenUpLoad, giveUpAmongCalls } from "./given-up-load.js";
import { ownRabbit, suiteLimit } from "./rabbit.js";
import { useOwnRabbit } from "./use-rabbit.js";

/** Declares the suite. @param seconds how long calls are made, directly and where a network holds them back */
export function givenUpSuite(seconds: { readonly direct: number; readonly delayed: number }): void {
  describe(
    "messages that are given up, among others, over RabbitMQ",
    {
      ...needs(ownRabbit),
      ...suiteLimit,
    },
    () => givenUpTests(seconds),
  );
}

function givenUpTests(seconds: { readonly direct: number; readonly delayed: number }): void {
  const broker = useOwnRabbit();
  /** What the transports warned of: sessions and links that ended are among it. */
  let warnings: string[];
  let transports: RpcTransport[];
  let server: RpcServer | undefined;

  afterEach(async () => {
    await server?.stop();
    await Promise.all(transports.map((transport) => transport.close()));
  });

  async function run(ports: { client: number; server: number }, load: GivenUpLoad, onReady = () => {}) {
    warnings = [];
    const warn: Logger["warn"] = ({ reason }, message) => warnings.push(`${message}: ${reason}`);
    const [ofServer, ofClient] = [ports.server, ports.client].map((port) =>
      getRpcTransport({
        url: `rabbit://guest:guest@127.0.0.1:${port}/`,
        logger: { ...silentLogger, warn },
      }),
    ) as [RpcTransport, RpcTransport];
    transports = [ofServer, ofClient];
    server = new RpcServer(ofServer, { server: "one", endpoints: [new ThingEndpoint("one")] });
    await server.start();
    const client = new ThingClient(ofClient, { timeout: 60 });
    await client.who();
    onReady();
    const result = await giveUpAmongCalls(client, load);
    assert.deepEqual(Object.keys(result.others), ["answered"], JSON.stringify(result));
    assert.deepEqual(
      warnings.filter((line) => /detached|lost/.test(line)),
      [],
    );
    return result;
  }

  it("leave every other call answered, and no session ends", async (test) => {
    const { port } = broker();
    const load = { seconds: seconds.direct, calls: 200, aborts: 10, expiries: 10, patience: 0.02 };
    const result = await run({ client: port, server: port }, load);
    test.diagnostic(JSON.stringify(result));
  });

  for (const side of ["client", "server"] as const) {
    it(`leave them answered where a network holds everything of the ${side} back for 2 s`, async (test) => {
      const proxy = await CutProxy.start(test, broker().port);
      const ports = { client: broker().port, server: broker().port, [side]: proxy.port };
      const load = { seconds: seconds.delayed, calls: 20, aborts: 5, expiries: 5, patience: 1 };
      const result = await run(ports, load, () => proxy.delay(2_000));
      test.diagnostic(JSON.stringify(result));
    });
  }
}
