import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { IncomingRequest } from "../../../src/drivers/driver.js";
import {
  ExplicitRPCAccessPolicy,
  expose,
  getRpcTransport,
  RpcServer,
  type RpcServerOptions,
} from "../../../src/index.js";
import { RequestTally } from "../../../src/instruments/request-tally.js";
import type { ServerDescription } from "../../../src/rpc/discovery-endpoint.js";
import { methodTallies } from "../../../src/rpc/method-tallies.js";
import { ThingClient, ThingEndpoint } from "../../integration/service/thing-service.js";
import { described, servedRequests } from "./support.js";

async function describeServer(options: Partial<RpcServerOptions> = {}): Promise<ServerDescription> {
  const transport = getRpcTransport({ url: "fake://" });
  const server = new RpcServer(transport, { server: "one", endpoints: [new ThingEndpoint()], ...options });
  await server.start();
  try {
    if (options.namespace === undefined) await new ThingClient(transport).who();
    return await described(transport);
  } finally {
    await server.stop();
    await transport.close();
  }
}

describe("discovery", () => {
  it("tells what a server serves, in its place", async () => {
    const { format, server, topic, exchange, services, running, methods, pid } = await describeServer();
    assert.deepEqual([format, server, topic, exchange, pid], [1, "one", "things", "test", process.pid]);
    assert.equal(services?.[0]?.namespace, "things");
    assert.deepEqual(running, []);
    assert.deepEqual(
      methods.map(({ method, calls, failures }) => [method, calls, failures]),
      [["who", 1, 0]],
    );
    const [renamed] = (await describeServer({ namespace: "renamed" })).services ?? [];
    assert.equal(renamed?.namespace, "renamed");
  });

  it("leaves out what the access policy refuses", async () => {
    class Exposing extends ThingEndpoint {
      static {
        expose(Exposing.prototype.who);
      }
    }
    const { services } = await describeServer({
      endpoints: [new Exposing()],
      accessPolicy: new ExplicitRPCAccessPolicy(),
    });
    assert.deepEqual(Object.keys((services?.[0]?.methods ?? {}) as object), ["who"]);
  });
});

describe("the tallies of methods", () => {
  it("count calls, failures and durations, and names that nobody has together", () => {
    const tally = new RequestTally();
    const served = servedRequests(tally, "known");
    for (const [method, result] of [
      ["known", "ok"],
      ["known", "foreseen"],
      ["invented-1", "refused"],
      ["invented-2", "error"],
    ] as const) {
      const request = { message: { method, args: {} } } as IncomingRequest;
      const running = served.begun(request, 0);
      assert.equal(served.running.length, 1);
      running.ended(result);
      // Whatever is said of it afterwards.
      running.ended("error");
      served.left(running);
    }
    const late = { message: { method: "known", args: {} } } as IncomingRequest;
    served.expired(late, 1, undefined);
    assert.deepEqual(served.running, []);
    const tallies = methodTallies(tally);
    assert.deepEqual(
      tallies.map(({ method, calls, failures }) => [method, calls, failures]),
      [
        ["known", 2, 1],
        ["_OTHER", 2, 2],
      ],
    );
    assert.equal(
      tallies[0]?.buckets.reduce((sum, count) => sum + count, 0),
      2,
    );
  });
});
