import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { ServiceDescriptor } from "../../../src/definition/descriptor.js";
import {
  loadConfiguration,
  RpcClient,
  RpcServer,
  type RpcTransport,
  ServiceClient,
} from "../../../src/index.js";
import { serviceExchange } from "../../../src/messaging/service-exchange.js";
import { DISCOVERY, type ServerDescription } from "../../../src/rpc/discovery-endpoint.js";
import { ThingEndpoint, thingDescriptor } from "../../integration/service/thing-service.js";
import { fakeTransport } from "./support.js";

const { exchange: _, ...unplaced } = thingDescriptor;
const descriptor: ServiceDescriptor = { ...unplaced, controlExchange: "nova" };

class NovaThings extends ThingEndpoint {
  override readonly descriptor = descriptor;
}

class NovaClient extends ServiceClient {
  constructor(transport: RpcTransport, options: { readonly exchange?: string } = {}) {
    super(descriptor, transport, { timeout: 10, ...options });
  }

  who(): Promise<string> {
    return this.invoke("who", []);
  }
}

async function serve(test: TestContext, transport: RpcTransport, exchange?: string): Promise<RpcServer> {
  const server = new RpcServer(transport, { server: "one", endpoints: [new NovaThings("one")], exchange });
  await server.start();
  test.after(() => server.stop());
  return server;
}

describe("an exchange that the deployment configures", () => {
  const configured = (values: Readonly<Record<string, unknown>>) => loadConfiguration({ values });

  it("is the definition's where nothing is configured", async (test) => {
    const transport = fakeTransport(test);
    const { target } = await serve(test, transport);
    assert.equal(target.exchange, "nova");
    await new NovaClient(transport).who();
    const peer = new RpcClient(transport, { topic: "things", exchange: "nova" }, { timeout: 10 });
    const { namespace, method, version } = DISCOVERY;
    const told = (await peer.prepare({ namespace }).call(method, {}, version)) as ServerDescription;
    assert.equal(told.exchange, "nova");
    assert.equal(told.services?.[0]?.controlExchange, "nova");
    assert.equal(told.services?.[0]?.exchange, undefined);
  });

  it("is the configured one where there is one, at both sides", async (test) => {
    const transport = fakeTransport(test, { values: { control_exchange: "other" } });
    const { target } = await serve(test, transport);
    assert.equal(target.exchange, undefined);
    await new NovaClient(transport).who();
    const peer = new RpcClient(transport, { topic: "things", exchange: "other" }, { timeout: 10 });
    const { namespace, method, version } = DISCOVERY;
    await peer.prepare({ namespace }).call(method, { services: false }, version);
  });

  it("gives way to what the program names", async (test) => {
    const transport = fakeTransport(test, { values: { control_exchange: "other" } });
    const { target } = await serve(test, transport, "mine");
    assert.equal(target.exchange, "mine");
    await new NovaClient(transport, { exchange: "mine" }).who();
    await new NovaClient(transport).prepare({ exchange: "mine" }).who();
  });

  it("counts the option of amqp:// for exchanges of requests as configured, there alone", () => {
    const values = { amqp_default_rpc_exchange: "site" };
    const service = { controlExchange: "nova" };
    assert.equal(serviceExchange(service, configured(values), "amqp"), undefined);
    assert.equal(serviceExchange(service, configured(values), "rabbit"), "nova");
    assert.equal(
      serviceExchange(service, configured({ control_exchange: "openstack" }), "rabbit"),
      undefined,
    );
    assert.equal(serviceExchange({ exchange: "fixed" }, configured(values), "amqp"), "fixed");
    assert.equal(serviceExchange({}, configured({}), "amqp"), undefined);
  });

  it("is one address with a fixed exchange of that name where nothing is configured", async (test) => {
    const endpoints = [new NovaThings("one"), new FixedThings("two")];
    const transport = fakeTransport(test);
    assert.equal(new RpcServer(transport, { server: "one", endpoints }).target.exchange, "nova");
    const elsewhere = fakeTransport(test, { values: { control_exchange: "other" } });
    assert.throws(() => new RpcServer(elsewhere, { server: "one", endpoints }), /disagree on the exchange/);
  });
});

class FixedThings extends ThingEndpoint {
  override readonly descriptor: ServiceDescriptor = { ...unplaced, exchange: "nova" };
}
