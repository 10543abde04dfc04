import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import {
  type Interceptor,
  InvalidTarget,
  RpcClient,
  RpcServer,
  type RpcServerOptions,
  type RpcTransport,
  ServiceClient,
  type ServiceClientOptions,
  type ServiceDescriptor,
} from "../../../src/index.js";
import { DISCOVERY, type ServerDescription } from "../../../src/rpc/discovery-endpoint.js";
import { OrdersClient } from "../../fixtures/generated/orders/index.js";
import { ThingEndpoint, thingDescriptor } from "../../integration/service/thing-service.js";
import { fakeTransport } from "./support.js";

const descriptor: ServiceDescriptor = { ...thingDescriptor, additionalTopics: ["urgent", "late"] };

class Things extends ThingEndpoint {
  override readonly descriptor = descriptor;
}

class Client extends ServiceClient {
  constructor(transport: RpcTransport, options: ServiceClientOptions<"things" | "urgent" | "late"> = {}) {
    super(descriptor, transport, { timeout: 10, retry: 0, ...options });
  }
  who(): Promise<string> {
    return this.invoke("who", []);
  }
}

async function serve(test: TestContext, transport: RpcTransport, options: Partial<RpcServerOptions> = {}) {
  const came: string[] = [];
  const noting: Interceptor = (next) => (request) => {
    came.push(`${request.target.topic}${request.refusal === undefined ? "" : " refused"}`);
    return next(request);
  };
  const server = new RpcServer(transport, {
    server: "one",
    endpoints: [new Things("one")],
    interceptors: [noting],
    ...options,
  });
  await server.start();
  test.after(() => server.stop());
  return { server, came };
}

describe("a service with several topics", () => {
  it("is served on the first unless the program says otherwise", async (test) => {
    const transport = fakeTransport(test);
    const { server } = await serve(test, transport);
    assert.deepEqual(
      server.targets.map(({ topic }) => topic),
      ["things"],
    );
    assert.equal(await new Client(transport).who(), "one");
  });

  it("is served on all that the server is told, by one server", async (test) => {
    const transport = fakeTransport(test);
    const topics = ["urgent", "things", "urgent"];
    const { server, came } = await serve(test, transport, { topics });
    assert.equal(server.target.topic, "urgent");
    const client = new Client(transport);
    assert.equal(await client.who(), "one");
    assert.equal(await client.prepare({ topic: "urgent", server: "one" }).who(), "one");
    assert.equal(await new Client(transport, { topic: "urgent" }).who(), "one");
    const raw = new RpcClient(transport, { topic: "things", exchange: "test", namespace: "things" });
    await assert.rejects(raw.call("nothing", {}));
    assert.deepEqual(came, ["things", "urgent", "urgent", "things refused"]);

    const peer = raw.prepare({ namespace: DISCOVERY.namespace });
    const told = (await peer.call(DISCOVERY.method, {}, DISCOVERY.version)) as ServerDescription;
    const [served] = told.services ?? [];
    assert.deepEqual([served?.topic, served?.additionalTopics], ["urgent", ["things"]]);

    const { ready, attached } = server.health;
    assert.deepEqual([ready, attached], [true, true]);
    await server.stop();
    assert.equal(server.health.state, "stopped");
  });

  it("lets the compiler know the topics there are", (test) => {
    const transport = fakeTransport(test);
    const client = new OrdersClient(transport, { topic: "orders-urgent" });
    client.prepare({ topic: "orders" });
    // @ts-expect-error there is no such topic
    new OrdersClient(transport, { topic: "order" });
    // @ts-expect-error neither here
    client.prepare({ topic: "order" });
  });

  it("refuses topics that do not go together", (test) => {
    const transport = fakeTransport(test);
    const make = (options: Partial<RpcServerOptions>) => () =>
      new RpcServer(transport, { server: "one", endpoints: [new Things("one")], ...options });
    for (const options of [{ topics: [] }, { topic: "things", topics: ["urgent"] }, { topics: [""] }])
      assert.throws(make(options), InvalidTarget, JSON.stringify(options));
  });
});
