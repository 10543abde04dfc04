import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { it } from "node:test";
import rhea from "rhea";
import {
  getRpcTransport,
  MessageDeliveryFailure,
  RpcClient,
  RpcServer,
  type RpcTransport,
  ServerListenError,
} from "../../../../src/index.js";
import { type LogFields, silentLogger } from "../../../../src/log/logger.js";
import { Router } from "../../../../src/router/index.js";
import { ThingEndpoint } from "../../../integration/service/thing-service.js";
import { StandInBroker } from "./stand-in-broker.js";

const UP_TO_NOW = "RabbitMQ 4";

/** Both sides of RPC are told at once, in one line. */
async function assertRefused(transport: RpcTransport, reason: RegExp): Promise<void> {
  const server = new RpcServer(transport, { server: "one", endpoints: [new ThingEndpoint()] });
  try {
    const client = new RpcClient(transport, { topic: "things" }, { timeout: 20 });
    const [called, cast, started] = await Promise.allSettled([
      client.call("who"),
      client.cast("who"),
      server.start(),
    ]);
    for (const [outcome, kind] of [
      [called, MessageDeliveryFailure],
      [cast, MessageDeliveryFailure],
      [started, ServerListenError],
    ] as const) {
      assert.equal(outcome.status, "rejected");
      assert.ok(outcome.reason instanceof kind, String(outcome.reason));
      if (outcome.reason instanceof MessageDeliveryFailure) assert.equal(outcome.reason.mayHaveRun, false);
      // At once, and not when its time is up.
      assert.doesNotMatch(outcome.reason.message, /within/);
      assert.match(outcome.reason.message, reason);
      assert.match(outcome.reason.message, new RegExp(UP_TO_NOW));
      assert.doesNotMatch(outcome.reason.message, /\n/);
    }
  } finally {
    await server.stop();
    await transport.close();
  }
}

it("RabbitMQ 3, which answers in AMQP 0-9-1, is refused with what to do", async (t) => {
  const broker = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end(Buffer.from("AMQP\0\0\x09\x01", "latin1")));
  });
  await once(broker.listen(0, "127.0.0.1"), "listening");
  t.after(() => broker.close());
  const { port } = broker.address() as AddressInfo;
  await assertRefused(getRpcTransport({ url: `rabbit://127.0.0.1:${port}` }), /RabbitMQ 3 or older/);
});

it("any other AMQP 1.0 peer is refused with what to do", async (t) => {
  const router = new Router({ port: 0 });
  await router.start();
  t.after(() => router.stop());
  const url = router.url.replace("amqp://", "rabbit://");
  await assertRefused(getRpcTransport({ url }), /is oslo-rpc-router .* use amqp:\/\//);
});

it("RabbitMQ 3 with its plugin for AMQP 1.0 is refused with what to do", async (t) => {
  const container = rhea.create_container();
  container.on("disconnected", () => {});
  const logins = container as unknown as {
    sasl_server_mechanisms: { enable_plain(check: () => boolean): void };
  };
  logins.sasl_server_mechanisms.enable_plain(() => true);
  const properties = { product: "RabbitMQ", version: "3.13.7" };
  const listener = container.listen({ host: "127.0.0.1", port: 0, properties });
  await once(listener, "listening");
  t.after(() => listener.close());
  const { port } = listener.address() as AddressInfo;
  const transport = getRpcTransport({ url: `rabbit://127.0.0.1:${port}` });
  await assertRefused(transport, /is RabbitMQ 3\.13\.7, and rabbit:\/\/ needs .*upgrade/);
});

it("a refused login is told of with what to do", async (t) => {
  const router = new Router({ port: 0, users: { users: { nova: { password: "right" } } } });
  await router.start();
  t.after(() => router.stop({ graceful: false }));
  const transport = getRpcTransport({ url: `rabbit://nova:wrong@127.0.0.1:${router.port}` });
  t.after(() => transport.close());
  const client = new RpcClient(transport, { topic: "things" }, { timeout: 20 });
  const refused = { code: "AUTHENTICATION_FAILURE", message: /rabbitmqctl add_user/, mayHaveRun: false };
  await Promise.all([
    assert.rejects(client.call("who"), refused),
    assert.rejects(client.cast("who"), refused),
  ]);
});

it("who does not wait is told what to do of the first hang-up after a login", async (t) => {
  const broker = await new StandInBroker().start();
  t.after(() => broker.stop());
  broker.hangUps = 1;
  const transport = getRpcTransport({ url: `${broker.url}/nowhere` });
  t.after(() => transport.close());
  const client = new RpcClient(transport, { topic: "things" }, { timeout: 20, retry: 0 });
  const told = { message: /virtual host nowhere does not exist, .*set_permissions/, mayHaveRun: false };
  await Promise.all([assert.rejects(client.call("who"), told), assert.rejects(client.cast("who"), told)]);
});

it("a broker that is lost, and hangs up once as it comes back, is waited for", async () => {
  const broker = await new StandInBroker().start();
  const explained: unknown[] = [];
  let noticed = () => {};
  const warn = ({ reason }: LogFields, text: string) => {
    if (text === "RabbitMQ cannot be used") explained.push(reason);
    else noticed();
  };
  const transport = getRpcTransport({ url: broker.url, logger: { ...silentLogger, warn } });
  const client = new RpcClient(transport, { topic: "t", exchange: "x" });
  await client.cast("m");
  broker.hangUps = 1;
  const lost = new Promise<void>((resolve) => {
    noticed = resolve;
  });
  broker.cut();
  await lost;
  const call = client.prepare({ topic: "asked", timeout: 30 }).call("m");
  call.catch(() => {});
  await broker.until(() => broker.published.includes("/exchanges/x/asked"));
  assert.equal(explained.length, 1, explained.join("; "));
  await transport.close();
  broker.stop();
});
